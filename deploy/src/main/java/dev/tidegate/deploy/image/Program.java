package dev.tidegate.deploy.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The product without the system below it: {@code runtime}, {@code lib} and {@code java.options}.
 *
 * @param runtime a linked Java
 * @param jars of the product
 * @param options a file of options for {@code java @file}, the class path among them
 */
record Program(Path runtime, Jars jars, Path options) {
  /** What follows the options on the command line. */
  static final String MAIN = "dev.tidegate.launcher.Main";

  /**
   * Links the runtime and writes the options.
   *
   * @param home where the program will lie when it runs
   * @param flags of the virtual machine
   * @param into where to do that
   */
  static Program assemble(Jars jars, Path jdk, Path home, List<String> flags, Path into)
      throws IOException, InterruptedException {
    Path runtime = into.resolve("runtime");
    JavaRuntime.link(jdk, runtime);
    Path options = into.resolve("java.options");
    Files.writeString(options, options(jars, home, flags));
    return new Program(runtime, jars, options);
  }

  /** As a directory that can be started where it lies. */
  static void install(Jars jars, Path jdk, List<String> flags, Path home)
      throws IOException, InterruptedException {
    Files.createDirectories(home);
    try (var inside = Files.list(home)) {
      if (inside.findAny().isPresent()) {
        throw new IOException(
            home
                + " is not empty. What runs from there would lose its jars: take a new directory, and"
                + " move a link to it");
      }
    }
    assemble(jars, jdk, home.toAbsolutePath(), flags, home);
    Path lib = Files.createDirectory(home.resolve("lib"));
    for (Path jar : jars.all()) {
      Files.copy(jar, lib.resolve(Jars.name(jar)));
    }
  }

  private static String options(Jars jars, Path home, List<String> flags) {
    List<String> lines = new ArrayList<>(flags);
    lines.add("-cp");
    lines.add(
        jars.all().stream()
            .map(jar -> home.resolve("lib").resolve(Jars.name(jar)).toString())
            .collect(Collectors.joining(":")));
    return lines.stream().map(Program::quoted).collect(Collectors.joining("\n", "", "\n"));
  }

  /** As java reads it: between quotes a backslash escapes. */
  private static String quoted(String option) {
    return '"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
