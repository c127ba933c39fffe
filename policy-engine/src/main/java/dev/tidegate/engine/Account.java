package dev.tidegate.engine;

import dev.tidegate.model.Pool;
import dev.tidegate.tape.Tape;
import dev.tidegate.weigh.Pace;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * What a contract carried in the present period, and its smoothed price. What was carried before
 * anybody counted is taken to have been on pace.
 */
final class Account {
  Instant ends;
  double used;

  /** Bytes a second, smoothed over minutes: a pace is not made in a second. */
  double rate;

  private boolean rated;
  double price;
  boolean priced;

  /** One of nothing, to be filled. */
  Account() {
    ends = Instant.EPOCH;
  }

  Account(Pool pool, Instant now) {
    ends = Pace.end(now);
    used = pool.commit().map(Pool.Commit::bytesPerPeriod).orElse(0.0) * Pace.elapsed(now);
  }

  /** Reads what {@link #write} wrote. */
  Account(DataInput in) throws IOException {
    ends = Instant.ofEpochMilli(in.readLong());
    used = in.readDouble();
    rate = in.readDouble();
    rated = in.readBoolean();
    price = in.readDouble();
    priced = in.readBoolean();
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(ends.toEpochMilli());
    out.writeDouble(used);
    out.writeDouble(rate);
    out.writeBoolean(rated);
    out.writeDouble(price);
    out.writeBoolean(priced);
  }

  /** Carries one; a blank one is filled. */
  static Account carry(Tape t, Account account) {
    Account a = t.plays() ? new Account() : account;
    a.ends = t.instant(a.ends);
    a.used = t.real(a.used);
    a.rate = t.real(a.rate);
    a.rated = t.flag(a.rated);
    a.price = t.real(a.price);
    a.priced = t.flag(a.priced);
    return a;
  }

  /**
   * Adds what was carried and smooths the price.
   *
   * @param seconds since the last time
   * @param smoothing seconds in which half of a change of price is followed
   */
  void carry(Pool pool, double bytesPerSecond, double seconds, double smoothing, Instant now) {
    if (!now.isBefore(ends)) {
      ends = Pace.end(now);
      used = 0;
    }
    used += bytesPerSecond * seconds;
    double keep = StrictMath.pow(0.5, seconds / smoothing);
    rate = rated ? bytesPerSecond + (rate - bytesPerSecond) * keep : bytesPerSecond;
    rated = true;
    OptionalDouble found = Pace.price(pool, used, rate, now);
    if (found.isPresent()) {
      price =
          priced ? found.getAsDouble() + (price - found.getAsDouble()) * keep : found.getAsDouble();
      priced = true;
    } else {
      priced = false;
    }
  }
}
