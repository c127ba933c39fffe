package dev.tidegate.launcher;

import dev.tidegate.api.config.ConfigException;
import dev.tidegate.api.config.ConfigLoader;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.record.EngineVersion;
import dev.tidegate.api.record.RecordingException;
import dev.tidegate.api.record.SegmentFiles;
import dev.tidegate.api.record.SegmentReader;
import dev.tidegate.api.replay.Checking;
import dev.tidegate.api.replay.Comparing;
import dev.tidegate.api.replay.Playback;
import dev.tidegate.engine.record.Entry;
import dev.tidegate.launcher.replay.CheckReport;
import dev.tidegate.launcher.replay.CompareReport;
import dev.tidegate.launcher.replay.SpokenProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidegate replay}: what was recorded, told to the engine of this program. */
@Command(
    name = "replay",
    description = {
      "Tell the engine again what was recorded.",
      "Without --config: is every version and decision the same, and where is the first that is not?",
      "With --config: what another configuration would have decided on the same signals, whom it"
          + " would have moved, and what they would have suffered."
    })
final class ReplayCommand implements Callable<Integer> {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  @Parameters(
      arity = "1..*",
      paramLabel = "RECORDING",
      description = "segments (*.tgrec), or directories of them such as data/recordings")
  private List<Path> recordings;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "NEW",
      description = "the configuration to compare with")
  private @Nullable Path config;

  @Option(names = "--json", paramLabel = "FILE", description = "write the outcome there as JSON")
  private @Nullable Path json;

  @Option(
      names = "--write-config",
      paramLabel = "FILE",
      description = "write the recorded configuration there (the last one), to edit and compare")
  private @Nullable Path written;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli injects the fields
  ReplayCommand() {}

  @Override
  public Integer call() throws IOException, UnusableConfig {
    List<Path> files = files();
    if (written != null) {
      return writeConfig(files, written);
    }
    PrintWriter out = spec.commandLine().getOut();
    Playback playback =
        new Playback(files, new SpokenProgress(spec.commandLine().getErr(), System::nanoTime));
    boolean done = config == null ? check(playback, out) : compare(playback, config, out);
    out.flush();
    return done ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private List<Path> files() throws UnusableConfig, IOException {
    List<Path> files = new ArrayList<>();
    for (Path recording : recordings) {
      if (!Files.exists(recording)) {
        throw new UnusableConfig(recording + " is not there");
      }
      try {
        files.addAll(SegmentFiles.of(recording));
      } catch (RecordingException e) {
        throw new UnusableConfig(String.valueOf(e.getMessage()));
      }
    }
    return files;
  }

  private boolean check(Playback playback, PrintWriter out) throws IOException {
    Checking checking = new Checking();
    playback.tell(checking);
    CheckReport report = new CheckReport(checking.verdicts(), EngineVersion.here());
    report.lines().forEach(out::println);
    write(report.json());
    return report.held();
  }

  private boolean compare(Playback playback, Path with, PrintWriter out)
      throws IOException, UnusableConfig {
    Comparing comparing = new Comparing(load(with).setup());
    playback.tell(comparing);
    CompareReport report = new CompareReport(comparing, String.valueOf(with.getFileName()));
    report.lines().forEach(out::println);
    write(report.json());
    return comparing.refused().isEmpty();
  }

  private void write(String report) throws IOException {
    if (json != null) {
      Files.writeString(json, report + "\n");
    }
  }

  private int writeConfig(List<Path> files, Path to) throws IOException {
    Optional<byte[]> last = Optional.empty();
    for (Path file : files) {
      try (SegmentReader reader = SegmentReader.open(file)) {
        Optional<Entry> entry = reader.next();
        while (entry.isPresent()) { // to the end: the last configuration is wanted
          entry = reader.next();
        }
        Optional<byte[]> text = reader.text().filter(t -> t.length > 0);
        last = text.isPresent() ? text : last;
      }
    }
    if (last.isEmpty()) {
      spec.commandLine().getErr().println("no text of a configuration was recorded");
      return CommandLine.ExitCode.SOFTWARE;
    }
    Files.write(to, last.get());
    return CommandLine.ExitCode.OK;
  }

  private TidegateConfig load(Path file) throws UnusableConfig {
    try {
      byte[] yaml = Files.readAllBytes(file);
      return new ConfigLoader(environment(yaml)).load(yaml, file);
    } catch (IOException e) {
      throw new UnusableConfig(file + ": the configuration cannot be read (" + e + ")");
    } catch (ConfigException e) {
      throw new UnusableConfig(ConfigOption.told(file, e));
    }
  }

  /** Secrets matter to no decision: what is not set here need not be. */
  private static Map<String, String> environment(byte[] yaml) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    Matcher m = VARIABLE.matcher(new String(yaml, StandardCharsets.UTF_8));
    while (m.find()) {
      environment.putIfAbsent(m.group(1), "not-set");
    }
    return environment;
  }
}
