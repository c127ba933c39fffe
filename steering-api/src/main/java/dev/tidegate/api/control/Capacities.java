package dev.tidegate.api.control;

import dev.tidegate.model.Capacity;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Capacities as operators write them: {@code 6 Tbps}, {@code 900000 viewers}. */
final class Capacities {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?) ?(viewers|Mbps|Gbps|Tbps)");

  private Capacities() {}

  /** Empty if {@code text} is no capacity, or none that is above zero. */
  static Optional<Capacity> parse(String text) {
    Matcher m = FORM.matcher(text.strip());
    if (!m.matches() || new BigDecimal(m.group(1)).signum() == 0) {
      return Optional.empty();
    }
    double n = Double.parseDouble(m.group(1));
    return Optional.of(
        switch (m.group(2)) {
          case "viewers" -> new Capacity.Viewers(n);
          case "Mbps" -> new Capacity.BitRate(n * 1e6);
          case "Gbps" -> new Capacity.BitRate(n * 1e9);
          default -> new Capacity.BitRate(n * 1e12);
        });
  }

  /** The form that {@link #parse} reads, in the largest unit that leaves a number from 1. */
  static String text(Capacity capacity) {
    return switch (capacity) {
      case Capacity.Viewers(double viewers) -> plain(viewers) + " viewers";
      case Capacity.BitRate(double bits) when bits >= 1e12 -> plain(bits / 1e12) + " Tbps";
      case Capacity.BitRate(double bits) when bits >= 1e9 -> plain(bits / 1e9) + " Gbps";
      case Capacity.BitRate(double bits) -> plain(bits / 1e6) + " Mbps";
    };
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
