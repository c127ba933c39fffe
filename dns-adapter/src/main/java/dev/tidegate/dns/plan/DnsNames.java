package dev.tidegate.dns.plan;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names as we write them: absolute, in lower case, with the final dot. */
public final class DnsNames {
  /** What may stand in a record of ours: letters, digits, hyphens and underscores. */
  private static final Pattern LEGAL =
      Pattern.compile("(?=.{1,254}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\\.)+");

  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private DnsNames() {}

  /**
   * The absolute form of a name; an answer that is not absolute would silently be taken as below
   * the zone.
   *
   * @throws IllegalArgumentException if it is not a host name: no other text ever reaches a server
   */
  public static String absolute(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String dotted = lower.endsWith(".") ? lower : lower + ".";
    if (!LEGAL.matcher(dotted).matches()) {
      throw new IllegalArgumentException("not a DNS name: \"" + name + "\"");
    }
    return dotted;
  }

  /** True if {@code text} can be one label of a name. */
  public static boolean isLabel(String text) {
    return LABEL.matcher(text).matches();
  }

  /** True if {@code name} is {@code zone} or below it; both absolute. */
  public static boolean within(String name, String zone) {
    return name.equals(zone) || name.endsWith("." + zone);
  }

  /** The name without its first label. */
  public static String parent(String name) {
    return name.substring(name.indexOf('.') + 1);
  }
}
