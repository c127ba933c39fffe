package dev.tidegate.deploy.image;

import dev.tidegate.deploy.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The product's jars: as Maven has just packaged them, or as {@code ./tidegate} last built them.
 */
final class BuiltJars {
  private static final Path LAUNCHER = Path.of("../launcher/target");
  private static final Path CURRENT = Path.of("../target/app.current");

  private BuiltJars() {}

  /** Copies all of them into {@code into}; skips the test if nothing was packaged. */
  static Jars in(Path into) throws IOException {
    List<Path> packaged = jars(LAUNCHER);
    List<Path> dependencies = jars(LAUNCHER.resolve("lib"));
    if (packaged.isEmpty() || dependencies.isEmpty()) {
      if (!Files.isReadable(CURRENT)) {
        throw Installed.missing("nothing is packaged: mvn verify, or ./tidegate check, does that");
      }
      packaged = jars(CURRENT.resolveSibling(Files.readString(CURRENT).strip()));
      dependencies = List.of();
    }
    for (Path jar : Stream.concat(packaged.stream(), dependencies.stream()).toList()) {
      Files.copy(jar, into.resolve(Jars.name(jar)));
    }
    return Jars.in(into);
  }

  private static List<Path> jars(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> Jars.name(file).endsWith(".jar")).toList();
    }
  }
}
