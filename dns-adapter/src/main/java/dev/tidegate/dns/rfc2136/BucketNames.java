package dev.tidegate.dns.rfc2136;

import dev.tidegate.dns.plan.DnsNames;
import java.util.Locale;
import java.util.OptionalInt;

/** {@code b00} to {@code b99} below a region's label: who picks among them makes the shares. */
public final class BucketNames {
  /** Names in a region. More would be finer, and more to write: a shift of 1 % moves one name. */
  public static final int COUNT = 100;

  private BucketNames() {}

  /** The scope of a region: {@code w.cdn.example.net.} */
  public static String scope(String label, String zone) {
    return label + "." + zone;
  }

  /**
   * The name of one bucket in a scope.
   *
   * @param index 0..99
   */
  public static String name(int index, String scope) {
    return String.format(Locale.ROOT, "b%02d.%s", index, scope);
  }

  /** Which bucket a name is of its scope; empty if it is no bucket name. */
  static OptionalInt index(String name) {
    return name.length() > 4
            && name.charAt(0) == 'b'
            && digit(name.charAt(1))
            && digit(name.charAt(2))
            && name.charAt(3) == '.'
        ? OptionalInt.of((name.charAt(1) - '0') * 10 + name.charAt(2) - '0')
        : OptionalInt.empty();
  }

  /** True if {@code scope} is one label below {@code zone}. */
  static boolean isScope(String scope, String zone) {
    return DnsNames.parent(scope).equals(zone);
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
