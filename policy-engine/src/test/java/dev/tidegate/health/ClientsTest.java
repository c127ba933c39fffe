package dev.tidegate.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.model.Policy;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What one class of clients suffers is not laid to the CDN. */
class ClientsTest {
  private static final double[] PHI = {3, 30};
  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void aDeviceThatFailsOnOneCdnIsBlamedAndItsExcessTakenOff() {
    Clients clients = new Clients(2);
    run(clients, 0, 30, 0.004, 0.004);
    assertThat(clients.believed(1, 0)).isEqualTo(1);
    run(clients, 30, 60, 0.5, 0.004);
    assertThat(clients.blamed(2, START.plusSeconds(60))).contains("device:tv");
    assertThat(clients.believed(0, 0)).isEqualTo(1);
    double reported = 0.2 * 0.5 + 0.8 * 0.004;
    assertThat(clients.believed(1, 0) * reported).isLessThan(0.03);
  }

  @Test
  void aCdnThatFailsForAllIsNotTheirs() {
    Clients clients = new Clients(2);
    run(clients, 0, 30, 0.004, 0.004);
    run(clients, 30, 60, 0.3, 0.3);
    assertThat(clients.blamed(0, START.plusSeconds(60))).isEmpty();
    assertThat(clients.believed(1, 0)).isEqualTo(1);
  }

  @Test
  void whoIsAlwaysWorseIsNotBlamedForIt() {
    Clients clients = new Clients(2);
    run(clients, 0, 600, 0.06, 0.004);
    assertThat(clients.blamed(2, START.plusSeconds(600))).isEmpty();
  }

  @Test
  void labelsAreBounded() {
    Clients clients = new Clients(2);
    for (int i = 0; i < 1000; i++) {
      clients.receive(new ClientDigest("live", "b", "device:" + i, counts(100, 100)), 1);
    }
    clients.step(Policy.STANDARD, PHI, 1, START);
    assertThat(clients.believed(1, 0)).isEqualTo(1);
  }

  @Test
  void whatIsKnownOfThemOutlivesAnotherConfiguration() {
    World world = new World(1, 2, 1);
    ServiceMemory before =
        new ServiceMemory(world.setup.services().firstEntry().getValue(), world.setup);
    run(before.clients, 0, 600, 0.06, 0.004);
    world.reconfigure(6);
    ServiceMemory after =
        new ServiceMemory(world.setup.services().firstEntry().getValue(), world.setup);
    after.inherit(before);
    after.clients.receive(
        new ClientDigest("live", "x", "device:tv", counts(20_000, 0.06 * 20_000)), 1);
    after.clients.receive(new ClientDigest("live", "x", "device:phone", counts(80_000, 320)), 1);
    after.clients.step(Policy.STANDARD, PHI, 1, START.plusSeconds(600));
    assertThat(after.clients.blamed(0, START.plusSeconds(600))).isEmpty();
  }

  private static void run(Clients clients, int from, int to, double tv, double phone) {
    for (int second = from; second < to; second++) {
      for (int cdn = 0; cdn < 2; cdn++) {
        boolean bad = cdn == 1;
        clients.receive(
            new ClientDigest("live", "x", "device:tv", counts(200, 200 * (bad ? tv : 0.004))), cdn);
        clients.receive(
            new ClientDigest("live", "x", "device:phone", counts(800, 800 * (bad ? phone : 0.004))),
            cdn);
      }
      clients.step(Policy.STANDARD, PHI, 1, START.plusSeconds(second));
    }
  }

  private static Counts counts(double requests, double errors) {
    return new Counts()
        .add(Count.REQUESTS, Math.round(1000 * requests))
        .add(Count.ERRORS, Math.round(1000 * errors))
        .add(Count.REQUESTS_SQ, Math.round(1000 * requests));
  }
}
