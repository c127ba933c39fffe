package dev.tidegate.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.model.Policy;
import dev.tidegate.tape.Recorder;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What one class of clients suffers is not laid to the CDN. */
class ClientsTest {
  private static final double[] PHI = {3, 30};
  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
  private static final String WEST = Clients.place("west", "net-a");
  private static final String EAST = Clients.place("east", "net-b");

  /**
   * What a class does in a place on the CDN that may be ill.
   *
   * @param requests of each second
   * @param rate that fails of them on the second CDN
   */
  private record Told(String place, String client, double requests, double rate) {}

  private static List<Told> west(double tv, double phone) {
    return List.of(
        new Told(WEST, "device:tv", 200, tv), new Told(WEST, "device:phone", 800, phone));
  }

  @Test
  void aDeviceThatFailsOnOneCdnIsBlamedAndItsExcessTakenOff() {
    Clients clients = new Clients(2);
    run(clients, 0, 30, west(0.004, 0.004));
    assertThat(clients.adds(WEST, 1, 0)).isZero();
    run(clients, 30, 60, west(0.5, 0.004));
    assertThat(clients.blamed(2, START.plusSeconds(60))).contains("device:tv");
    assertThat(clients.adds(WEST, 0, 0)).isZero();
    double reported = 200 * 0.5 + 800 * 0.004;
    assertThat(reported - clients.adds(WEST, 1, 0)).isBetween(1000 * 0.004, 1000 * 0.03);
  }

  @Test
  void whatWindowsHoldOfADeviceIsTakenOffThemAsSoonAsItIsBlamed() {
    Clients clients = new Clients(2);
    run(clients, 0, 60, west(0.004, 0.004));
    int second = 60;
    while (clients.past(WEST, 1, 0) == null) {
      assertThat(second).as("blamed within seconds").isLessThan(70);
      run(clients, second, second + 1, west(0.3, 0.004));
      second++;
    }
    Clients.Past past = Objects.requireNonNull(clients.past(WEST, 1, 0));
    Tally window = new Tally();
    window.n = 20_000;
    window.x = 20_000 * 0.004 + past.adds();
    past.takeOff(window);
    assertThat(window.x).isCloseTo(20_000 * 0.004, within(2.0));
    past.takeOff(window);
    assertThat(window.x / window.n).as("never below the others").isCloseTo(0.004, within(0.001));
    run(clients, second, second + 1, west(0.3, 0.004));
    assertThat(clients.past(WEST, 1, 0)).as("once").isNull();
  }

  @Test
  void aCdnThatFailsForAllIsNotTheirs() {
    Clients clients = new Clients(2);
    run(clients, 0, 30, west(0.004, 0.004));
    run(clients, 30, 60, west(0.3, 0.3));
    assertThat(clients.blamed(0, START.plusSeconds(60))).isEmpty();
    assertThat(clients.adds(WEST, 1, 0)).isZero();
  }

  @Test
  void whoIsAlwaysWorseIsNotBlamedForIt() {
    Clients clients = new Clients(2);
    run(clients, 0, 600, west(0.06, 0.004));
    assertThat(clients.blamed(2, START.plusSeconds(600))).isEmpty();
  }

  @Test
  void aNetworkOfPhonesIsNotThePhonesFault() {
    Clients clients = new Clients(2);
    run(clients, 0, 30, phonesInTheEast(0.004, 0.004));
    run(clients, 30, 90, phonesInTheEast(0.15, 0.15));
    // phones fail 8 % and the others 1 % in all, and both 15 % in the east
    assertThat(clients.blamed(0, START.plusSeconds(90))).isEmpty();
    assertThat(clients.adds(EAST, 1, 0)).isZero();
  }

  @Test
  void whatIsKnownOfThemOutlivesAnotherConfiguration() {
    World world = new World(1, 2, 1);
    ServiceMemory before =
        new ServiceMemory(world.setup.services().firstEntry().getValue(), world.setup);
    run(before.clients, 0, 600, west(0.06, 0.004));
    world.reconfigure(6);
    ServiceMemory after =
        new ServiceMemory(world.setup.services().firstEntry().getValue(), world.setup);
    after.inherit(before);
    after.clients.receive("device:tv", WEST, 1, counts(20_000, 0.06 * 20_000));
    after.clients.receive("device:phone", WEST, 1, counts(80_000, 320));
    after.clients.step(Policy.STANDARD, PHI, 1, START.plusSeconds(600));
    assertThat(after.clients.blamed(0, START.plusSeconds(600))).isEmpty();
  }

  @Test
  void anAppOfOneRegionAloneIsNotBlamedForWhatBefallsIt() {
    Clients clients = new Clients(2);
    for (int second = 0; second < 60; second++) {
      double ill = second < 30 ? 0.004 : 0.2;
      List<Told> told =
          List.of(new Told(WEST, "app:tv/1", 600, 0.004), new Told(EAST, "app:local/1", 300, ill));
      run(clients, second, second + 1, told);
    }
    assertThat(clients.blamed(0, START.plusSeconds(60))).isEmpty();
  }

  @Test
  void whatOthersOfThePlaceFailTooIsTheCdns() {
    Clients clients = new Clients(2);
    run(clients, 0, 30, phonesInTheEast(0.004, 0.004));
    List<Told> both =
        List.of(
            new Told(WEST, "device:phone", 260, 0.5),
            new Told(WEST, "device:tv", 390, 0.004),
            new Told(EAST, "device:phone", 175, 0.6),
            new Told(EAST, "device:tv", 175, 0.2));
    run(clients, 30, 120, both);
    assertThat(clients.blamed(2, START.plusSeconds(120))).contains("device:phone");
    double left = 175 * 0.6 - clients.adds(EAST, 1, 0);
    assertThat(left / 175).as("the east's CDN is ill as well").isBetween(0.15, 0.25);
    assertThat((260 * 0.5 - clients.adds(WEST, 1, 0)) / 260).isLessThan(0.06);
  }

  private static List<Told> phonesInTheEast(double phones, double others) {
    return List.of(
        new Told(WEST, "device:phone", 260, 0.004),
        new Told(WEST, "device:tv", 390, 0.004),
        new Told(EAST, "device:phone", 315, phones),
        new Told(EAST, "device:tv", 35, others));
  }

  @Test
  void labelsAndPlacesAreBounded() {
    Clients clients = new Clients(2);
    for (int i = 0; i < 1000; i++) {
      for (int place = 0; place < 20; place++) {
        clients.receive("device:" + i, "west~" + place, 1, counts(100, 100));
      }
    }
    clients.step(Policy.STANDARD, PHI, 1, START);
    assertThat(clients.adds("west~1", 1, 0)).isZero();
    Recorder state = new Recorder();
    clients.carry(state);
    int most = 64 * 20 * (2 * 2 * 3 * 8 + 16) + 10_000;
    assertThat(state.bytes()).hasSizeLessThan(most);
  }

  @Test
  void theOrderOfDigestsDoesNotMatter() {
    byte[] first = state(phonesInTheEast(0.15, 0.1));
    assertThat(state(phonesInTheEast(0.15, 0.1).reversed())).isEqualTo(first);
  }

  private static byte[] state(List<Told> told) {
    Clients clients = new Clients(2);
    run(clients, 0, 60, told);
    Recorder state = new Recorder();
    clients.carry(state);
    return state.bytes();
  }

  private static void run(Clients clients, int from, int to, List<Told> told) {
    for (int second = from; second < to; second++) {
      for (Told t : told) {
        double n = t.requests();
        clients.receive(t.client(), t.place(), 0, counts(n, n * 0.004));
        clients.receive(t.client(), t.place(), 1, counts(n, n * t.rate()));
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
