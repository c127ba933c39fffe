package dev.tidegate.launcher;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.config.TidegateConfig.DnsTarget;
import dev.tidegate.api.config.TidegateConfig.Store;
import dev.tidegate.api.dns.Targets;
import dev.tidegate.api.loop.EngineFunctions;
import dev.tidegate.api.store.SavedEngine;
import dev.tidegate.dns.plan.Intended;
import dev.tidegate.dns.reconcile.Outcome;
import dev.tidegate.dns.reconcile.Reconciler;
import dev.tidegate.dns.reconcile.Round;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code tidegate dns plan|apply|verify}: the DNS side alone, once. What is wanted comes from the
 * tables that the program saved last, else from the configured weights.
 */
@Command(
    name = "dns",
    description = "The DNS side alone: what would be written, writing it, whether it is served.",
    synopsisSubcommandLabel = "plan|apply|verify")
final class DnsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli injects the fields
  DnsCommand() {}

  /** Without a subcommand: what there is. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(name = "plan", description = "Print what would be written, and whether it may be.")
  int plan(@Mixin ConfigOption config, @Mixin MaxChange change) throws UnusableConfig {
    return each(config, change, Reconciler::plan, DnsCommand::planned);
  }

  @Command(name = "apply", description = "Write it, and ask every server whether it is served.")
  int apply(
      @Mixin ConfigOption config,
      @Mixin MaxChange change,
      @Option(
              names = "--configured-weights",
              description = "write the configured weights even where others are steered by")
          boolean configured)
      throws UnusableConfig {
    if (!configured && config.load(silent()).config().store() instanceof Store.Redis) {
      throw new UnusableConfig(
          config.file()
              + ": the weights in force are in the Redis store, which this command does not read;"
              + " writing the configured ones could undo a drain. A running node writes DNS by"
              + " itself; with none running, say --configured-weights");
    }
    return each(config, change, Reconciler::round, DnsCommand::served);
  }

  @Command(name = "verify", description = "Ask every server whether it answers what the zone says.")
  int verify(@Mixin ConfigOption config) throws UnusableConfig {
    return each(config, new MaxChange(), Reconciler::verify, DnsCommand::verified);
  }

  /** Where warnings go that are said a second time. */
  private static PrintWriter silent() {
    return new PrintWriter(Writer.nullWriter());
  }

  /** For once, another bound than the configured one. */
  static final class MaxChange {
    @Option(
        names = "--max-change",
        paramLabel = "PERCENT",
        description = "for once, how much of our names may be made or removed, such as 60")
    private @Nullable Double percent;

    MaxChange() {}

    Optional<Double> share() {
      return Optional.ofNullable(percent).map(p -> Math.clamp(p / 100, 0.0001, 1));
    }
  }

  private interface Step {
    Round of(Reconciler reconciler, Intended intended);
  }

  private interface Judgement {
    boolean well(Round round);
  }

  private static boolean planned(Round round) {
    return round.outcome() instanceof Outcome.Planned || round.outcome().inStep();
  }

  /** Where no server can be asked, that it is written is all that can be had. */
  static boolean served(Round round) {
    return round.outcome().inStep() && round.verification().map(v -> v.right()).orElse(false);
  }

  /** Where no server can be asked, nothing is verified: the round says so. */
  static boolean verified(Round round) {
    return served(round) && round.verification().map(v -> !v.servers().isEmpty()).orElse(false);
  }

  private int each(ConfigOption option, MaxChange change, Step step, Judgement judgement)
      throws UnusableConfig {
    TidegateConfig config = option.load(spec.commandLine().getErr()).config();
    PrintWriter out = spec.commandLine().getOut();
    List<DnsTarget> targets = config.dnsTargets();
    if (targets.isEmpty()) {
      throw new UnusableConfig(option.file() + ": dns-targets names none");
    }
    SteeringSnapshot snapshot = snapshot(config, out);
    boolean well = true;
    for (DnsTarget target : targets) {
      try (Reconciler reconciler =
          Targets.reconciler(config, target, Clock.systemUTC(), change.share())) {
        Round round = step.of(reconciler, Targets.intended(config, target, snapshot));
        out.println(round);
        well &= judgement.well(round);
      }
    }
    out.flush();
    return well ? 0 : 1;
  }

  /** What the program saved last. A store that cannot be read ends the command: exit 1. */
  private static SteeringSnapshot snapshot(TidegateConfig config, PrintWriter out) {
    Optional<byte[]> saved =
        switch (config.store()) {
          case Store.Embedded(var path) -> SavedEngine.in(path);
          case Store.Redis _ -> Optional.empty();
        };
    SteeringSnapshot snapshot =
        EngineFunctions.REAL
            .start(config.setup(), 1, saved, Clock.systemUTC().instant())
            .snapshot();
    out.println("weights: " + origin(config.store(), saved.isPresent()));
    return snapshot;
  }

  private static String origin(Store store, boolean saved) {
    return switch (store) {
      case Store.Redis _ -> "as configured; those in force are in " + store + ", not read here";
      case Store.Embedded _ when saved -> "as saved by the program in " + store;
      case Store.Embedded _ -> "as configured; nothing was saved in " + store;
    };
  }
}
