package dev.tidegate.deploy.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The jars of a build. Ours change with every release and are small, the others seldom and are
 * large: they get layers of their own, so that an upgrade moves little.
 *
 * @param own of this project, by name
 * @param others what it depends on, by name
 * @param version of the product
 */
record Jars(List<Path> own, List<Path> others, String version) {
  private static final String OURS = "META-INF/maven/dev.tidegate/";
  private static final Pattern LAUNCHER = Pattern.compile("launcher-(.+)\\.jar");

  Jars {
    own = List.copyOf(own);
    others = List.copyOf(others);
  }

  /**
   * All jars of a directory.
   *
   * @throws IOException if they cannot be read, or the launcher is not among them
   */
  static Jars in(Path directory) throws IOException {
    List<Path> own = new ArrayList<>();
    List<Path> others = new ArrayList<>();
    String version = null;
    for (Path jar : jars(directory)) {
      (isOurs(jar) ? own : others).add(jar);
      Matcher launcher = LAUNCHER.matcher(name(jar));
      if (launcher.matches()) {
        version = launcher.group(1);
      }
    }
    if (version == null) {
      throw new IOException("there is no launcher-VERSION.jar in " + directory);
    }
    return new Jars(own, others, version);
  }

  /** Own first, as they stand on the class path. */
  List<Path> all() {
    return Stream.concat(own.stream(), others.stream()).toList();
  }

  static String name(Path file) {
    return file.getFileName() == null ? "" : file.getFileName().toString();
  }

  private static List<Path> jars(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> name(file).endsWith(".jar")).sorted().toList();
    }
  }

  private static boolean isOurs(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().anyMatch(entry -> entry.getName().startsWith(OURS));
    }
  }
}
