package dev.tidegate.api.wiring;

import dev.tidegate.api.loop.EngineFunctions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How the product is started.
 *
 * @param config the configuration file; relative paths in it are relative to it
 * @param text what to use in place of the file's content
 * @param configWins who is right if the file was edited and there was a PUT as well
 * @param environment where the configuration's variables are looked up
 * @param pageMayCall origins other than its own that the operator page may call
 * @param signals whether to take SIGTERM, SIGINT and SIGHUP: not when part of another program
 * @param say where lines for the person who started it go
 * @param engine who decides: the engine, or for a comparison something else
 */
public record ServeOptions(
    Path config,
    Optional<byte[]> text,
    Optional<ConfigWins> configWins,
    Map<String, String> environment,
    List<String> pageMayCall,
    boolean signals,
    Consumer<String> say,
    EngineFunctions engine) {

  /** Whose configuration stands in a conflict. */
  public enum ConfigWins {
    FILE,
    STORE
  }

  public ServeOptions {
    environment = Map.copyOf(environment);
    pageMayCall = List.copyOf(pageMayCall);
  }

  /** As {@code ./tidegate serve} starts it: with this process's environment and signals. */
  public static ServeOptions serve(Path config, Optional<ConfigWins> configWins) {
    return new ServeOptions(
        config,
        Optional.empty(),
        configWins,
        System.getenv(),
        List.of(),
        true,
        line -> System.out.println(line),
        EngineFunctions.REAL);
  }

  /**
   * As part of another program: no signals, nothing said, no environment.
   *
   * @param directory what relative paths in {@code yaml} are relative to
   */
  public static ServeOptions within(Path directory, byte[] yaml) {
    return new ServeOptions(
        directory.resolve("tidegate.yaml"),
        Optional.of(yaml.clone()),
        Optional.empty(),
        Map.of(),
        List.of(),
        false,
        line -> {},
        EngineFunctions.REAL);
  }

  /** The same, with a page that may call these origins too. */
  public ServeOptions pageMayCall(List<String> origins) {
    return new ServeOptions(config, text, configWins, environment, origins, signals, say, engine);
  }

  /** The same, with a word on conflicts. */
  public ServeOptions configWins(ConfigWins who) {
    return new ServeOptions(
        config, text, Optional.of(who), environment, pageMayCall, signals, say, engine);
  }

  /** The same, with somebody else deciding. */
  public ServeOptions decidedBy(EngineFunctions other) {
    return new ServeOptions(
        config, text, configWins, environment, pageMayCall, signals, say, other);
  }
}
