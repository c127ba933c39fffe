package dev.tidegate.api.config;

import java.nio.file.Path;

/** What every part of one reading shares. */
record Reading(String file, Path directory, Environment environment, Findings findings) {
  /** Relative paths are relative to the file's directory. */
  Path resolve(String path) {
    return directory.resolve(path).toAbsolutePath().normalize();
  }
}
