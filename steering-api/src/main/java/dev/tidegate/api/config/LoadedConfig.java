package dev.tidegate.api.config;

import java.util.List;

/**
 * A configuration that can be used, and what is remarkable about it.
 *
 * @param warnings in the order of the file; the product starts with them
 */
public record LoadedConfig(TidegateConfig config, List<Fault> warnings) {
  public LoadedConfig {
    warnings = List.copyOf(warnings);
  }
}
