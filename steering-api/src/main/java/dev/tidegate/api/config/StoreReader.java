package dev.tidegate.api.config;

import dev.tidegate.api.config.TidegateConfig.Store;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** {@code store}: where state is kept. */
final class StoreReader {
  private static final Map<String, Boolean> EMBEDDED = Map.of("embedded", true, "redis", false);

  private StoreReader() {}

  static Store read(Section section) {
    boolean embedded = section.value("kind", Formats.oneOf(EMBEDDED), true);
    Optional<Path> path = section.optional("path", text -> Formats.path(section.in(), text));
    Optional<String> uri = section.secret("uri");
    if (embedded) {
      if (section.has("uri")) {
        section.fault("uri", "belongs to kind redis; kind embedded has a path");
      }
      return new Store.Embedded(path.orElse(section.in().resolve("data")));
    }
    if (!section.has("uri")) {
      section.fault("uri", "is missing: add it, such as redis://127.0.0.1:6379");
    }
    return new Store.Redis(uri.orElse(""), "tidegate", path.orElse(section.in().resolve("data")));
  }
}
