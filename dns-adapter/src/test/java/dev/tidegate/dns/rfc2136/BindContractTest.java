package dev.tidegate.dns.rfc2136;

import dev.tidegate.dns.reconcile.RealServer;
import java.nio.file.Path;

/** Against a real BIND. */
class BindContractTest extends Rfc2136Contract {
  @Override
  protected RealServer server(Path directory) throws Exception {
    return new NamedServer(directory);
  }
}
