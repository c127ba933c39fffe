package dev.tidegate.api.config;

import dev.tidegate.model.Capacity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers with units, as configuration and operators write them, and back: what {@code show…}
 * writes is read as an equal value. All readers throw {@link IllegalArgumentException} with the
 * rule and the value.
 */
public final class Quantities {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h)");
  private static final Pattern MEASURE =
      Pattern.compile("(\\d{1,18}(?:\\.\\d{1,30})?)[ ]?([A-Za-z]+)");
  private static final Pattern RATE = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)[ ]?/[ ]?s");
  private static final Pattern SHARE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,30})?)[ ]?(%|pt|)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})[ ]?(MiB|GiB)");
  private static final Pattern NUMBER =
      Pattern.compile("-?\\d{1,20}(?:\\.\\d{1,30})?(?:[eE][+-]?\\d{1,2})?");
  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");

  /** Powers of ten of bits a second. */
  private static final Map<String, Integer> BIT_RATES =
      Map.of("kbps", 3, "Mbps", 6, "Gbps", 9, "Tbps", 12);

  /** Powers of ten of bytes. */
  private static final Map<String, Integer> VOLUMES =
      Map.of("MB", 6, "GB", 9, "TB", 12, "PB", 15, "EB", 18);

  private Quantities() {}

  /** {@code 500ms}, {@code 10s}, {@code 5m} or {@code 2h}. */
  public static Duration duration(String text) {
    Matcher m = DURATION.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          quote(text) + " is not a duration: write a whole number and ms, s, m or h, such as 10s");
    }
    long n = Long.parseLong(m.group(1));
    return switch (m.group(2)) {
      case "ms" -> Duration.ofMillis(n);
      case "s" -> Duration.ofSeconds(n);
      case "m" -> Duration.ofMinutes(n);
      default -> Duration.ofHours(n);
    };
  }

  /** In the largest unit that is whole. */
  public static String show(Duration duration) {
    long ms = duration.toMillis();
    if (ms % 1000 != 0 || ms == 0) {
      return ms == 0 ? "0s" : ms + "ms";
    }
    long s = ms / 1000;
    return s % 3600 == 0 ? s / 3600 + "h" : s % 60 == 0 ? s / 60 + "m" : s + "s";
  }

  /** {@code 900000 viewers}, {@code 60 Gbps}: units viewers, Mbps, Gbps, Tbps. */
  public static Capacity capacity(String text) {
    Matcher m = MEASURE.matcher(text);
    String rule =
        " is not a capacity: write a number > 0 and viewers, Mbps, Gbps or Tbps, such as 400 Gbps";
    if (!m.matches()) {
      throw new IllegalArgumentException(quote(text) + rule);
    }
    String unit = m.group(2);
    BigDecimal number = new BigDecimal(m.group(1));
    if (number.signum() == 0 || !(unit.equals("viewers") || BIT_RATES.containsKey(unit))) {
      throw new IllegalArgumentException(quote(text) + rule);
    }
    return unit.equals("viewers")
        ? new Capacity.Viewers(number.doubleValue())
        : new Capacity.BitRate(scaled(number, BIT_RATES.getOrDefault(unit, 0)));
  }

  /** Read back as an equal capacity. */
  public static String show(Capacity capacity) {
    return switch (capacity) {
      case Capacity.Viewers(double viewers) -> show(viewers) + " viewers";
      case Capacity.BitRate(double bits) -> showBitRate(bits);
    };
  }

  /** {@code 5 Mbps} as bits a second; kbps, Mbps, Gbps or Tbps. */
  public static double bitRate(String text) {
    Matcher m = MEASURE.matcher(text);
    Integer power = m.matches() ? BIT_RATES.get(m.group(2)) : null;
    if (power == null || new BigDecimal(m.group(1)).signum() == 0) {
      throw new IllegalArgumentException(
          quote(text) + " is not a bit rate: write a number > 0 and kbps, Mbps, Gbps or Tbps");
    }
    return scaled(new BigDecimal(m.group(1)), power);
  }

  static String showBitRate(double bits) {
    return bits >= 1e12
        ? shifted(bits, 12) + " Tbps"
        : bits >= 1e9 ? shifted(bits, 9) + " Gbps" : shifted(bits, 6) + " Mbps";
  }

  /** {@code 40 PB} as bytes, decimal units. */
  public static double volume(String text) {
    Matcher m = MEASURE.matcher(text);
    Integer power = m.matches() ? VOLUMES.get(m.group(2)) : null;
    if (power == null || new BigDecimal(m.group(1)).signum() == 0) {
      throw new IllegalArgumentException(
          quote(text) + " is not an amount: write a number > 0 and MB, GB, TB, PB or EB");
    }
    return scaled(new BigDecimal(m.group(1)), power);
  }

  static String showVolume(double bytes) {
    return bytes >= 1e15 ? shifted(bytes, 15) + " PB" : shifted(bytes, 9) + " GB";
  }

  /** {@code 2 GiB} as bytes, binary units. */
  static long size(String text) {
    Matcher m = SIZE.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          quote(text) + " is not a size: write a whole number and MiB or GiB, such as 2 GiB");
    }
    return Long.parseLong(m.group(1)) << (m.group(2).equals("GiB") ? 30 : 20);
  }

  static String showSize(long bytes) {
    return bytes % (1L << 30) == 0 ? (bytes >> 30) + " GiB" : (bytes >> 20) + " MiB";
  }

  /** {@code 150000/s}: a number a second, &gt; 0. */
  public static double rate(String text) {
    Matcher m = RATE.matcher(text);
    if (!m.matches() || new BigDecimal(m.group(1)).signum() == 0) {
      throw new IllegalArgumentException(
          quote(text) + " is not a rate: write a number > 0 and /s, such as 150000/s");
    }
    return Double.parseDouble(m.group(1));
  }

  /** {@code 30 %}, {@code 0.25 pt} (points of a hundred) or the fraction itself, {@code 0.3}. */
  public static double share(String text) {
    Matcher m = SHARE.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          quote(text) + " is not a share: write it as 5 %, 0.25 pt or a fraction such as 0.05");
    }
    return scaled(new BigDecimal(m.group(1)), m.group(2).isEmpty() ? 0 : -2);
  }

  /** A plain number. */
  public static double number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new IllegalArgumentException(quote(text) + " is not a number");
    }
    return Double.parseDouble(text);
  }

  /** A whole number. */
  public static long whole(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException(quote(text) + " is not a whole number");
    }
    return Long.parseLong(text);
  }

  /** Without an exponent, read back as the same double. */
  public static String show(double number) {
    return shifted(number, 0);
  }

  /** In quotes, on one line, at most 80 characters. */
  public static String quote(String text) {
    return "\"" + line(text, 80) + "\"";
  }

  /** Without control characters, at most 300 characters. */
  static String oneLine(String text) {
    return line(text, 300);
  }

  private static String line(String text, int most) {
    String safe =
        text.codePoints()
            .limit(most + 1L)
            .map(c -> Character.isISOControl(c) || !Character.isDefined(c) ? ' ' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return safe.codePointCount(0, safe.length()) > most
        ? safe.substring(0, safe.offsetByCodePoints(0, most - 3)) + "..."
        : safe;
  }

  private static double scaled(BigDecimal number, int power) {
    return number.scaleByPowerOfTen(power).doubleValue();
  }

  private static String shifted(double number, int power) {
    BigDecimal decimal = BigDecimal.valueOf(number).movePointLeft(power);
    String plain =
        (decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros()).toPlainString();
    return plain.toLowerCase(Locale.ROOT);
  }
}
