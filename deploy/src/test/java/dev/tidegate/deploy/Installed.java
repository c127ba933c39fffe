package dev.tidegate.deploy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** What a test wants of the machine: where it is missing, the test is skipped, with a word. */
public final class Installed {
  private Installed() {}

  /** The program's path; skips the test where it is missing, and fails it on a build machine. */
  public static String program(String name, String debianPackage) {
    for (String place : List.of("/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/bin/", "/sbin/")) {
      if (Files.isExecutable(Path.of(place + name))) {
        return place + name;
      }
    }
    throw missing(name + " is not installed (Debian: apt-get install " + debianPackage + ")");
  }

  /** Skips the test, or fails it on a build machine. */
  public static AssertionError missing(String what) {
    if (System.getenv("CI") != null) {
      Assertions.fail(what);
    }
    Assumptions.abort(what);
    return new AssertionError(what);
  }
}
