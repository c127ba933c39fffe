package dev.tidegate.model;

import java.util.OptionalDouble;

/**
 * One route by which players of a service may fetch; its id is the HLS pathway id and the DASH
 * service location.
 *
 * @param pool id of the {@link Pool} it draws on
 * @param weight configured proportion, &gt;= 0 (not basis points)
 * @param minWeight least proportion while the CDN is well, in the unit of {@code weight}
 * @param access who may be offered it
 * @param cost relative cost of a unit of traffic; empty if not known
 */
public record Cdn(
    String id, String pool, double weight, double minWeight, Access access, OptionalDouble cost) {
  public Cdn {
    Ids.require("cdn", id);
    if (!(weight >= 0) || !(minWeight >= 0)) {
      throw new IllegalArgumentException(
          "weight and min-weight of " + id + " must be >= 0: " + weight + ", " + minWeight);
    }
  }
}
