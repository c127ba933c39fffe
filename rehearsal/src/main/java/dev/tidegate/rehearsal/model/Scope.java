package dev.tidegate.rehearsal.model;

import java.util.Optional;

/**
 * What a fault touches; empty means all.
 *
 * @param cdn one CDN, or all: an origin or a network is ill then, and no CDN is to blame
 * @param region players of one region; probes, which have none, are then spared
 * @param network players of one network; likewise
 */
public record Scope(Optional<String> cdn, Optional<String> region, Optional<String> network) {

  /** One CDN, everywhere. */
  public static Scope of(String cdn) {
    return new Scope(Optional.of(cdn), Optional.empty(), Optional.empty());
  }

  /** One CDN in one region. */
  public static Scope of(String cdn, String region) {
    return new Scope(Optional.of(cdn), Optional.of(region), Optional.empty());
  }

  /** Every CDN, in one network. */
  public static Scope ofNetwork(String network) {
    return new Scope(Optional.empty(), Optional.empty(), Optional.of(network));
  }

  /** Everything. */
  public static Scope everywhere() {
    return new Scope(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Whether a request of {@code caller} to {@code asked} is inside. */
  public boolean covers(String asked, Caller caller) {
    return matches(cdn, asked)
        && switch (caller) {
          case Caller.Viewer viewer ->
              matches(region, viewer.region()) && matches(network, viewer.network());
          case Caller.Prober _ -> region.isEmpty() && network.isEmpty();
        };
  }

  private static boolean matches(Optional<String> wanted, String actual) {
    return wanted.isEmpty() || wanted.get().equals(actual);
  }
}
