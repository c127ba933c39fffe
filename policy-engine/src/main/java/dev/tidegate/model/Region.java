package dev.tidegate.model;

import java.util.Optional;

/** Where players are; thin data is pooled along {@code parent}. */
public record Region(String id, Optional<String> parent) {
  /** The region of players that no other region claims. */
  public static final String DEFAULT = "default";

  public Region {
    Ids.require("region", id);
  }
}
