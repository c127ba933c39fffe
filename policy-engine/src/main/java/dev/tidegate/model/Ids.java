package dev.tidegate.model;

/** The one rule for ids of services, CDNs, regions and networks: {@code [A-Za-z0-9._-]{1,64}}. */
public final class Ids {
  private static final int LONGEST = 64;
  private static final String RULE = "[A-Za-z0-9._-]{1,64}";

  private Ids() {}

  /** True if {@code id} may name a service, CDN, region or network. */
  public static boolean legal(String id) {
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return !id.isEmpty() && id.length() <= LONGEST;
  }

  /**
   * Returns {@code id} if it is legal.
   *
   * @throws IllegalArgumentException naming {@code what}, the rule and the value
   */
  public static String require(String what, String id) {
    if (!legal(id)) {
      throw new IllegalArgumentException(
          what + " must match " + RULE + ", but was \"" + id + "\"");
    }
    return id;
  }
}
