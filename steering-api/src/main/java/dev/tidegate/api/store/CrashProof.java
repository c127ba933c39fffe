package dev.tidegate.api.store;

import dev.tidegate.model.OperatorOverride;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;

/**
 * {@code kill -9} at random moments of acknowledged writes, and what is found afterwards. A test
 * runs a few rounds, a proof many.
 */
public final class CrashProof {
  private static final int MOST_LINES = 120;
  private static final int MOST_NANOS = 3_000_000;

  private final Path directory;
  private final RandomGenerator random;
  private final List<String> faults = new ArrayList<>();
  private long lastEpoch;
  private long acknowledged;

  /**
   * @param directory for the store; used by all rounds, one after another
   * @param seed the same seed kills after the same numbers of writes
   */
  public CrashProof(Path directory, long seed) {
    this.directory = directory;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /**
   * What came of the rounds.
   *
   * @param acknowledged writes that were said to be durable
   * @param faults what was lost or broken, in words; empty if nothing was
   */
  public record Report(int rounds, long acknowledged, List<String> faults) {}

  /** Kills and looks {@code rounds} times. */
  public Report run(int rounds) throws IOException, InterruptedException {
    for (int round = 1; round <= rounds; round++) {
      List<String> lines = writeAndKill(round);
      acknowledged += lines.size();
      look(round, lines);
    }
    return new Report(rounds, acknowledged, List.copyOf(faults));
  }

  private List<String> writeAndKill(int round) throws IOException, InterruptedException {
    int enough = 1 + random.nextInt(MOST_LINES);
    Process writer = CrashWriter.start(directory, random.nextLong());
    List<String> lines = new ArrayList<>();
    try (BufferedReader said = writer.inputReader()) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        if (line.endsWith(".")) {
          lines.add(line.substring(0, line.length() - 1));
        }
        if (lines.size() == enough) {
          LockSupport.parkNanos(random.nextInt(MOST_NANOS));
          writer.toHandle().destroyForcibly(); // the process alone: what it said is still read
        }
      }
    } finally {
      writer.destroyForcibly().waitFor();
    }
    if (lines.size() < enough) {
      faults.add("round " + round + ": the writer ended by itself, with " + writer.exitValue());
    }
    return lines;
  }

  private void look(int round, List<String> lines) {
    try (Store store = SqliteStore.open(directory)) {
      Set<String> ids =
          store.overrides(CrashWriter.MADE).stream()
              .map(OperatorOverride::id)
              .collect(Collectors.toSet());
      for (String line : lines) {
        if (line.startsWith("ov-") && !ids.contains(line)) {
          faults.add("round " + round + ": " + line + " is lost");
        }
      }
      atLeast(round, lines, "config", store.config().map(c -> c.version()).orElse(0L));
      atLeast(round, lines, "engine", store.engine().map(CrashWriter::number).orElse(0L));
      checkEpoch(round, lines, store.nextEpoch());
      Store.AuditCheck audit = store.verifyAudit();
      if (!audit.ok()) {
        faults.add("round " + round + ": the audit log is broken: " + audit);
      }
    } catch (StoreException e) {
      faults.add("round " + round + ": " + e.getMessage());
    }
  }

  private void atLeast(int round, List<String> lines, String what, long found) {
    long said = last(lines, what);
    if (found < said) {
      faults.add("round " + round + ": " + what + " " + said + " is lost, found " + found);
    }
  }

  private void checkEpoch(int round, List<String> lines, long epoch) {
    long said = Math.max(lastEpoch, last(lines, "epoch"));
    if (epoch <= said) {
      faults.add("round " + round + ": epoch " + epoch + " is not above " + said);
    }
    lastEpoch = epoch;
  }

  /** The last number said of {@code what}. */
  private static long last(List<String> lines, String what) {
    return lines.stream()
        .filter(line -> line.startsWith(what + " "))
        .mapToLong(line -> Long.parseLong(line.substring(what.length() + 1)))
        .max()
        .orElse(0);
  }
}
