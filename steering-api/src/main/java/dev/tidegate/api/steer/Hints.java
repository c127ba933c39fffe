package dev.tidegate.api.steer;

/** What players are told besides their ranking: what operators have given up for the time being. */
@FunctionalInterface
public interface Hints {
  /** No cap, and nothing switched. */
  String NOTHING = "{\"maxBitrateKbps\":null,\"features\":{}}";

  /** Nothing is ever given up. */
  Hints NONE = (service, region) -> NOTHING;

  /**
   * The hints of a service in a region, as a JSON object. Called for every ranking: it may not
   * block.
   */
  String of(String service, String region);
}
