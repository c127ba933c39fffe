package dev.tidegate.api.wiring;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Tests that share one running product; each class has its own. */
abstract class OnAPlane {
  @TempDir static Path directory;
  static Plane plane;

  @BeforeAll
  static void start() throws StartException {
    plane = Plane.start(directory, Plane.yaml());
  }

  @AfterAll
  static void stop() {
    plane.close();
  }
}
