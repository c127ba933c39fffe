package dev.tidegate.dns.responder;

import dev.tidegate.shift.Buckets;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Draws for questions without a client subnet. Each is as likely as any, and of 32 that follow one
 * another in a lane one falls into each 32nd of the whole, in an order of chance: a few hundred
 * draws come within a point or two of the weights, where independent ones miss by five. Whoever
 * sees only some of a lane's draws sees independent ones, whatever the rhythm in which he asks.
 *
 * <p>One thread.
 */
final class Draws {
  private static final int STRATA = 32;

  /** Groups share lanes where there are more of them. */
  static final int LANES = 256;

  private final RandomGenerator random;
  private final @Nullable Lane[] lanes = new @Nullable Lane[LANES];

  private static final class Lane {
    private final byte[] order = new byte[STRATA];
    private int next = STRATA;

    Lane() {
      for (byte i = 0; i < STRATA; i++) {
        order[i] = i;
      }
    }

    int stratum(RandomGenerator random) {
      if (next == STRATA) {
        next = 0;
      }
      // the rest of the strata are in no order yet: one of them is next
      int other = random.nextInt(next, STRATA);
      byte drawn = order[other];
      order[other] = order[next];
      order[next++] = drawn;
      return drawn;
    }
  }

  /**
   * The lane of questions of one type about a group: who asks for two types would else take every
   * second draw of either, which is as good as independent ones.
   *
   * @param lane of the group, 0..{@link #LANES} - 1
   */
  static int lane(int lane, int type) {
    int kind = type == Wire.A ? 0 : type == Wire.AAAA ? 1 : 2;
    return (lane + kind * (LANES / 3)) % LANES;
  }

  Draws(RandomGenerator random) {
    this.random = random;
  }

  /**
   * The next draw of a lane, 0..9999.
   *
   * @param lane 0..{@link #LANES} - 1
   */
  int next(int lane) {
    Lane known = lanes[lane];
    if (known == null) {
      known = new Lane();
      lanes[lane] = known;
    }
    long fine = (long) known.stratum(random) * Buckets.COUNT + random.nextInt(Buckets.COUNT);
    return (int) (fine / STRATA);
  }
}
