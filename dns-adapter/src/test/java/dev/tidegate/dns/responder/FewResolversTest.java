package dev.tidegate.dns.responder;

import static dev.tidegate.dns.responder.Stage.alias;
import static dev.tidegate.dns.responder.Stage.question;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Type;

/** Four fifths of the viewers stand behind six resolvers that say nothing of them. */
class FewResolversTest {
  private static final List<String> HOSTS =
      List.of("a.cdn-one.example.", "b.cdn-two.example.", "c.cdn-three.example.");
  private static final double[] WEIGHTS = {0.7, 0.2, 0.1};
  private static final int RESOLVERS = 6;
  private static final int SECONDS = 600;

  /** Ten minutes in simulated time: each asks again when its answer has expired. */
  private static double[] shares(List<Responder> responders, Random random) throws Exception {
    double[] share = new double[3];
    int[] asksAt = random.ints(RESOLVERS, 0, 20).toArray();
    int[] holds = new int[RESOLVERS];
    for (int second = 0; second < SECONDS; second++) {
      for (int resolver = 0; resolver < RESOLVERS; resolver++) {
        if (second == 0 || second >= asksAt[resolver]) {
          holds[resolver] = ask(one(responders, random), Type.A);
          if (random.nextBoolean()) {
            ask(one(responders, random), Type.AAAA); // another question in between
          }
          asksAt[resolver] = second == 0 ? asksAt[resolver] : second + 20 + random.nextInt(2);
        }
        share[holds[resolver]] += 0.8 / RESOLVERS / SECONDS;
      }
    }
    for (int i = 0; i < 3; i++) {
      share[i] += 0.2 * WEIGHTS[i]; // the others have client subnets, or resolvers of their own
    }
    return share;
  }

  /** Which socket has it is the kernel's choice, by the port that a resolver asks from. */
  private static Responder one(List<Responder> responders, Random random) {
    return responders.get(random.nextInt(responders.size()));
  }

  private static int ask(Responder responder, int type) throws Exception {
    return HOSTS.indexOf(alias(Stage.ask(responder, question("live.lb.example.net.", type))));
  }

  /** One socket, and as many as a node has, each of which draws for itself. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void overTenMinutesEveryShareIsWithinFivePoints(int sockets) throws Exception {
    double worst = 0;
    for (int seed = 0; seed < 100; seed++) {
      List<Responder> responders = new ArrayList<>();
      for (int socket = 0; socket < sockets; socket++) {
        responders.add(
            new Responder(
                zone(),
                Stage::locate,
                new ResponseRates(0, 1),
                new SplittableRandom(seed * 31L + socket),
                new ResponderStats()));
      }
      double[] shares = shares(responders, new Random(seed));
      for (int i = 0; i < 3; i++) {
        assertThat(Math.abs(shares[i] - WEIGHTS[i]))
            .as("seed %d, %s", seed, HOSTS.get(i))
            .isLessThan(0.05);
        worst = Math.max(worst, Math.abs(shares[i] - WEIGHTS[i]));
      }
    }
    System.out.println("few resolvers, " + sockets + " sockets: worst share is off by " + worst);
    assertThat(worst).as("draws that are told apart from none at all").isPositive();
  }

  private static java.util.function.Supplier<PreparedZone> zone() {
    PreparedZone zone = new PreparedZone(Stage.SETTINGS, Stage.snapshot(7000, 2000, 1000));
    return () -> zone;
  }

  @Test
  void drawsAreEvenAndNotToBeForeseen() {
    Draws draws = new Draws(new SplittableRandom(9));
    int[] tenths = new int[10];
    int[] follows = new int[10];
    int before = 0;
    for (int i = 0; i < 32_000; i++) {
      int draw = draws.next(3);
      assertThat(draw).isBetween(0, 9_999);
      tenths[draw / 1_000]++;
      follows[before < 1_000 ? draw / 1_000 : 0] += before < 1_000 ? 1 : 0;
      before = draw;
    }
    for (int i = 0; i < 10; i++) {
      assertThat(tenths[i]).isBetween(3_100, 3_300);
    }
    for (int i = 1; i < 10; i++) {
      assertThat(follows[i]).as("any tenth may follow the first").isBetween(230, 430);
    }
  }
}
