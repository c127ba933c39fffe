package dev.tidegate.dns.reconcile;

import static dev.tidegate.dns.plan.Zones.ZONE;
import static dev.tidegate.dns.plan.Zones.intended;
import static dev.tidegate.dns.plan.Zones.shares;

import dev.tidegate.dns.plan.Intended;
import dev.tidegate.dns.plan.Limits;
import dev.tidegate.dns.plan.RecordKey;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A backend, and the server that it writes to: one for the class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
public abstract class BackendStage {
  protected static final String[] REGIONS = {"in-west", "eu"};

  @SuppressWarnings("NullAway.Init") // made before all tests
  protected Path directory;

  @SuppressWarnings("NullAway.Init") // made before all tests
  protected NameServer server;

  protected final List<AutoCloseable> open = new ArrayList<>();

  /** A server of the kind, not yet started. */
  protected abstract NameServer server(Path directory) throws Exception;

  /** A backend on it that writes live's shares of {@link #REGIONS}. */
  protected abstract Backend backend();

  /** The same with credentials that are not the server's. */
  protected abstract Backend strangersBackend();

  /** Writes a record set as somebody else would. */
  protected abstract void foreignEdit(String name, String type, String value) throws Exception;

  /** A name of ours in region in-west, and a type we write there. */
  protected abstract RecordKey oneOfOurs();

  /** What a foreigner may put there, in place of what we wrote. */
  protected abstract String foreignValue();

  @BeforeAll
  void startServer(@TempDir Path temp) throws Exception {
    directory = temp;
    server = server(directory);
    server.start();
  }

  @AfterAll
  void stopServer() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    if (server != null) {
      server.close();
    }
  }

  protected Reconciler reconciler(Backend backend, InetSocketAddress... asked) {
    Reconciler reconciler =
        new Reconciler(
            backend,
            new Verifier(ZONE, List.of(asked), Set.of(server.address()), Duration.ofSeconds(5)),
            new Limits("prod-1", ZONE, 0.3),
            InstantSource.system());
    open.add(reconciler);
    return reconciler;
  }

  protected Reconciler reconciler() {
    return reconciler(backend(), server.address());
  }

  protected static Intended wanted(int a, int b, int c) {
    return intended(shares(a, b, c), REGIONS);
  }
}
