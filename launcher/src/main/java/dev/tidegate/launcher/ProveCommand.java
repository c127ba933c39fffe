package dev.tidegate.launcher;

import dev.tidegate.launcher.prove.Evidence;
import dev.tidegate.launcher.prove.EvidencePage;
import dev.tidegate.launcher.prove.Proof;
import dev.tidegate.launcher.prove.Proofs;
import dev.tidegate.launcher.prove.Terms;
import dev.tidegate.launcher.stage.DurationOption;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidegate prove}: the full form of a measurement, and its page of evidence. */
@Command(
    name = "prove",
    description = {
      "Run the full form of a measurement or endurance run.",
      "Writes docs/evidence/NAME.md with commit, machine, command, date and figures."
    })
final class ProveCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", paramLabel = "NAME", description = "which (--list shows all)")
  private @Nullable String name;

  @Option(names = "--list", description = "show what can be proved")
  private boolean list;

  @Option(
      names = "--only",
      paramLabel = "PART",
      description = "one part of it, such as a case; its page has the part's name")
  private @Nullable String only;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = DurationOption.class,
      description = "how long, where a proof lasts a given time")
  private @Nullable Duration length;

  @Option(names = "--runs", paramLabel = "N", description = "how often, where a proof repeats")
  private @Nullable Integer runs;

  @Option(names = "--seed", paramLabel = "N", description = "of all randomness")
  private @Nullable Long seed;

  @Spec private CommandSpec spec;

  private final InstantSource clock = InstantSource.system();

  @SuppressWarnings("NullAway.Init") // picocli injects the fields
  ProveCommand() {}

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    String wanted = name;
    if (list || wanted == null) {
      Proofs.all().forEach(proof -> out.printf("%-24s %s%n", proof.name(), proof.about()));
      return list ? CommandLine.ExitCode.OK : CommandLine.ExitCode.USAGE;
    }
    Proof proof =
        Proofs.named(wanted)
            .orElseThrow(() -> new ParameterException(spec.commandLine(), unknown(wanted)));
    Terms terms = terms();
    EvidencePage evidencePage = new EvidencePage(home());
    Instant began = clock.instant();
    Evidence evidence = proof.run(terms, out);
    Duration took = Duration.between(began, clock.instant());
    Path page = evidencePage.write(proof, terms, evidence, began, took);
    out.println((evidence.held() ? "held: " : "did not hold: ") + page);
    return evidence.held() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private Terms terms() {
    return new Terms(
        Optional.ofNullable(only),
        Optional.ofNullable(length),
        runs == null ? OptionalInt.empty() : OptionalInt.of(runs),
        seed == null ? Terms.FULL.seed() : seed);
  }

  private static String unknown(String name) {
    List<String> all = Proofs.all().stream().map(Proof::name).toList();
    return "there is no proof named \"" + name + "\"; there are: " + String.join(", ", all);
  }

  /** The project's directory, which the script tells. */
  private static Path home() {
    return Path.of(System.getProperty("tidegate.home", "."));
  }
}
