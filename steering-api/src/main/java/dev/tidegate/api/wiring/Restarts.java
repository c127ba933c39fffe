package dev.tidegate.api.wiring;

import dev.tidegate.api.config.TidegateConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Which keys of a configuration wait for a restart. */
final class Restarts {
  private Restarts() {}

  /**
   * The keys that differ, of those that are read only at the start.
   *
   * @param running the configuration of the start, whatever was put since
   */
  static List<String> between(TidegateConfig running, TidegateConfig wanted) {
    List<String> keys = new ArrayList<>();
    differs(keys, "server.public.host", running, wanted, c -> c.server().publicPlane().host());
    differs(keys, "server.public.port", running, wanted, c -> c.server().publicPlane().port());
    differs(keys, "server.public.tls", running, wanted, c -> c.server().publicPlane().tls());
    differs(keys, "server.operator", running, wanted, c -> c.server().operatorPlane());
    differs(keys, "dns", running, wanted, TidegateConfig::dns);
    differs(keys, "store", running, wanted, TidegateConfig::store);
    differs(keys, "recording", running, wanted, TidegateConfig::recording);
    differs(keys, "security.session-key", running, wanted, c -> c.security().sessionKey());
    differs(keys, "security.oidc", running, wanted, c -> c.security().oidc());
    differs(keys, "node", running, wanted, TidegateConfig::node);
    differs(keys, "dns-targets", running, wanted, TidegateConfig::dnsTargets);
    return List.copyOf(keys);
  }

  private static void differs(
      List<String> keys,
      String key,
      TidegateConfig a,
      TidegateConfig b,
      Function<TidegateConfig, Object> part) {
    if (!Objects.equals(part.apply(a), part.apply(b))) {
      keys.add(key);
    }
  }
}
