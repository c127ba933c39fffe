package dev.tidegate.api.wiring;

import java.nio.file.Path;
import java.util.Optional;

/** The program in a process of its own, as the launcher starts it. */
final class ServeMain {
  private ServeMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    try (Application application =
        Application.run(ServeOptions.serve(Path.of(arguments[0]), Optional.empty()))) {
      application.awaitEnd();
    } catch (StartException e) {
      System.out.println("CANNOT start: " + e.getMessage());
      System.exit(e.exitCode());
    }
  }
}
