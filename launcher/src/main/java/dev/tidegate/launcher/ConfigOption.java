package dev.tidegate.launcher;

import dev.tidegate.api.config.ConfigException;
import dev.tidegate.api.config.ConfigLoader;
import dev.tidegate.api.config.LoadedConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --config FILE}, of every command that needs the configuration. */
final class ConfigOption {
  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "the configuration, such as tidegate.example.yaml")
  private Path file;

  @SuppressWarnings("NullAway.Init") // picocli injects the field
  ConfigOption() {}

  Path file() {
    return file;
  }

  /**
   * Reads it, and tells of what is remarkable.
   *
   * @throws UnusableConfig with every fault
   */
  LoadedConfig load(PrintWriter err) throws UnusableConfig {
    LoadedConfig loaded = read();
    loaded.warnings().forEach(warning -> err.println("warning: " + warning));
    return loaded;
  }

  private LoadedConfig read() throws UnusableConfig {
    try {
      return new ConfigLoader(System.getenv()).read(Files.readAllBytes(file), file);
    } catch (IOException e) {
      String reason =
          Files.exists(file) ? "cannot be read (" + e.getMessage() + ")" : "is not there";
      throw new UnusableConfig(file + ": the configuration " + reason);
    } catch (ConfigException e) {
      throw new UnusableConfig(told(file, e));
    }
  }

  /** Every fault, and how many there are. */
  static String told(Path file, ConfigException e) {
    int faults = e.faults().size();
    return e.getMessage() + "\n" + file + ": " + (faults == 1 ? "1 fault" : faults + " faults");
  }
}
