package dev.tidegate.deploy.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A Java runtime with the modules that the product needs. */
final class JavaRuntime {
  /**
   * What {@code jdeps} finds that the jars refer to. The test asks it again: a dependency that
   * wants more breaks the build, not the start.
   */
  static final Set<String> REFERRED_TO =
      Set.of(
          "java.base",
          "java.compiler",
          "java.desktop", // java.beans, for Spring
          "java.instrument",
          "java.naming",
          "java.net.http",
          "java.prefs",
          "java.scripting",
          "java.sql",
          "jdk.jfr",
          "jdk.management",
          "jdk.unsupported");

  /** What is found at run time only, by name or as a service. */
  static final Set<String> FOUND_BY_NAME =
      Set.of(
          "java.logging", // for libraries that log by it
          "java.management",
          "java.security.jgss", // the HTTP client's challenges
          "jdk.crypto.cryptoki", // keys in hardware, where an operator has them
          "jdk.localedata", // dates and numbers as people write them
          "jdk.management.agent", // so that a profiler can look in
          "jdk.naming.dns", // system resolver settings
          "jdk.net", // keep-alive of sockets
          "jdk.zipfs"); // file systems inside of jars

  private JavaRuntime() {}

  /** All modules asked for, in order. */
  static Set<String> modules() {
    Set<String> all = new TreeSet<>(REFERRED_TO);
    all.addAll(FOUND_BY_NAME);
    return all;
  }

  /**
   * Links a runtime.
   *
   * @param jdk whose modules are taken: its {@code bin/jlink} does it
   * @param into a directory that does not exist
   * @throws IOException if the JDK cannot, with its words
   */
  static void link(Path jdk, Path into) throws IOException, InterruptedException {
    Tool.run(
        List.of(
            jdk.resolve("bin/jlink").toString(),
            "--add-modules",
            String.join(",", modules()),
            "--no-header-files",
            "--no-man-pages",
            // What layers are compressed by anyway would only slow each start.
            "--compress",
            "zip-0",
            "--output",
            into.toString()));
  }
}
