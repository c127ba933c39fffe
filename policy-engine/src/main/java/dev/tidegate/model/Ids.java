package dev.tidegate.model;

import java.util.regex.Pattern;

/** The one rule for ids of services, CDNs, regions and networks: {@code [A-Za-z0-9._-]{1,64}}. */
public final class Ids {
  private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private Ids() {}

  /** True if {@code id} may name a service, CDN, region or network. */
  public static boolean legal(String id) {
    return LEGAL.matcher(id).matches();
  }

  /**
   * Returns {@code id} if it is legal.
   *
   * @throws IllegalArgumentException naming {@code what}, the rule and the value
   */
  public static String require(String what, String id) {
    if (!legal(id)) {
      throw new IllegalArgumentException(
          what + " must match " + LEGAL.pattern() + ", but was \"" + id + "\"");
    }
    return id;
  }
}
