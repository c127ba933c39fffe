package dev.tidegate.launcher.rehearse;

import dev.tidegate.api.config.ConfigException;
import dev.tidegate.launcher.stage.DurationOption;
import dev.tidegate.rehearsal.sim.Steering;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidegate rehearse}. */
@Command(
    name = "rehearse",
    description = {
      "Play scenarios in simulated time through the real engine, and through others in the same"
          + " luck.",
      "A SCENARIO is a file (docs/rehearsal.md says how one is written), the name of one of ours,"
          + " or all."
    })
public final class RehearseCommand implements Callable<Integer> {
  private static final int MOST_SEEDS = 10_000;

  @Parameters(
      arity = "0..*",
      paramLabel = "SCENARIO",
      description = "files or names; all: all of ours")
  private List<String> scenarios = new ArrayList<>();

  @Option(names = "--list", description = "show the scenarios and steerings that there are")
  private boolean list;

  @Option(
      names = "--policy",
      paramLabel = "P",
      description =
          "compare with other numbers: a YAML file of policy keys, or the name of a baseline")
  private List<String> policies = new ArrayList<>();

  @Option(
      names = "--against",
      paramLabel = "WHO",
      defaultValue = Cast.USUAL,
      description = "all, none, or a list with commas (default ${DEFAULT-VALUE})")
  private String against;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "how many seeds (default: those of the scenario)")
  private @Nullable Integer seeds;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "the first seed; the others count up from it")
  private @Nullable Long seed;

  @Option(
      names = "--scale",
      paramLabel = "SCALE",
      defaultValue = "normal",
      description =
          "small (1/20), normal, large (20), a factor, or several with commas (default"
              + " ${DEFAULT-VALUE})")
  private String scale;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = DurationOption.class,
      description = "end each scenario after this much simulated time, such as 1h")
  private @Nullable Duration length;

  @Option(names = "--json", paramLabel = "FILE", description = "write every figure there")
  private @Nullable Path json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "write a page with tables and curves there")
  private @Nullable Path html;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "runs at the same time (default: one a core)")
  private @Nullable Integer threads;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli injects the fields
  public RehearseCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      Listing.lines().forEach(out::println);
      out.flush();
      return CommandLine.ExitCode.OK;
    }
    if (scenarios.isEmpty()) {
      throw usage("name a scenario, such as brownout, or a file; --list shows all of ours");
    }
    List<String> faults = new ArrayList<>();
    requireWritable(json);
    requireWritable(html);
    Request request = request(faults);
    List<ScenarioFile> files = files(faults);
    if (!faults.isEmpty()) {
      faults.forEach(spec.commandLine().getErr()::println);
      return CommandLine.ExitCode.USAGE;
    }
    tell(out, Comparison.of(rounds().play(request.rounds(files))));
    return CommandLine.ExitCode.OK;
  }

  /** Before anything is played: an hour of it would be lost. */
  private void requireWritable(@Nullable Path file) {
    if (file == null) {
      return;
    }
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !Files.isWritable(directory) || Files.isDirectory(file)) {
      throw usage(file + " cannot be written: name a file in a directory that is there");
    }
  }

  private Request request(List<String> faults) throws IOException {
    try {
      List<Scale> scales = Arrays.stream(scale.split(",", -1)).map(Scale::of).toList();
      List<Steering.Factory> others = new ArrayList<>(Cast.against(against));
      List<Steering.Factory> variants = new ArrayList<>();
      for (String policy : policies) {
        policy(policy, variants, others, faults);
      }
      return new Request(
          variants,
          others,
          scales,
          seeds == null ? OptionalInt.empty() : OptionalInt.of(positive("--seeds", seeds)),
          seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
          Optional.ofNullable(length),
          html != null);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private static int positive(String option, int value) {
    if (value < 1 || value > MOST_SEEDS) {
      throw new IllegalArgumentException(
          option + " must be within 1.." + MOST_SEEDS + ": " + value);
    }
    return value;
  }

  /** A file makes another engine; a name asks for somebody who may be asked for already. */
  private static void policy(
      String policy,
      List<Steering.Factory> variants,
      List<Steering.Factory> others,
      List<String> faults)
      throws IOException {
    Path file = Path.of(policy);
    if (!Files.isRegularFile(file)) {
      for (Steering.Factory meant : Cast.against(policy)) {
        if (others.stream().noneMatch(other -> other.name().equals(meant.name()))) {
          others.add(meant);
        }
      }
      return;
    }
    try {
      String name = String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", "");
      variants.add(Cast.withPolicy(name, ScenarioReader.policy(Files.readAllBytes(file), file)));
    } catch (ConfigException e) {
      faults.add(e.getMessage());
    }
  }

  private List<ScenarioFile> files(List<String> faults) throws IOException {
    List<ScenarioFile> files = new ArrayList<>();
    List<String> wanted = scenarios.equals(List.of("all")) ? ScenarioLibrary.NAMES : scenarios;
    for (String name : wanted) {
      try {
        ScenarioFile file = ScenarioLibrary.find(name);
        file.warnings().forEach(w -> spec.commandLine().getErr().println("warning: " + w));
        files.add(file);
      } catch (ConfigException e) {
        int count = e.faults().size();
        faults.add(
            e.getMessage() + "\n" + name + ": " + count + (count == 1 ? " fault" : " faults"));
      } catch (NoSuchFileException e) {
        faults.add(e.getMessage());
      }
    }
    return files;
  }

  private Rounds rounds() {
    int most = Runtime.getRuntime().availableProcessors();
    PrintWriter err = spec.commandLine().getErr();
    return new Rounds(
        threads == null ? most : positive("--threads", threads),
        new Progress(err, terminal(), System::nanoTime));
  }

  @SuppressWarnings("SystemConsoleNull") // null where another provider of consoles is asked for
  private static boolean terminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private void tell(PrintWriter out, List<Comparison> comparisons) throws IOException {
    for (Comparison comparison : comparisons) {
      Table.lines(comparison).forEach(out::println);
      out.println();
    }
    Path figures = json;
    if (figures != null) {
      Files.writeString(figures, JsonReport.of(comparisons), StandardCharsets.UTF_8);
      out.println("figures: " + figures);
    }
    Path page = html;
    if (page != null) {
      Files.writeString(page, HtmlReport.of(comparisons), StandardCharsets.UTF_8);
      out.println("page: " + page);
    }
    out.flush();
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
