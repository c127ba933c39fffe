package dev.tidegate.api.store;

import dev.tidegate.api.store.Store.AuditDraft;
import dev.tidegate.model.OperatorOverride;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A process that writes to a store until it is killed, and says each thing on its standard output
 * after the store acknowledged it: the victim of {@link CrashProof}.
 */
public final class CrashWriter {
  /** When the overrides that it writes were made; they expire after all rounds. */
  static final Instant MADE = Instant.parse("2026-11-22T10:00:00Z");

  private final Store store;
  private final PrintStream out;
  private final RandomGenerator random;
  private long saved;

  private CrashWriter(Store store, PrintStream out, RandomGenerator random) {
    this.store = store;
    this.out = out;
    this.random = random;
  }

  /** Starts one in a Java of its own, with this program's class path. */
  static Process start(Path directory, long seed) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new ProcessBuilder(
            java.toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            CrashWriter.class.getName(),
            directory.toString(),
            Long.toString(seed))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /**
   * Writes for ever.
   *
   * @param arguments directory and seed
   */
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    RandomGenerator random =
        RandomGeneratorFactory.of("L64X128MixRandom").create(Long.parseLong(arguments[1]));
    try (Store store = SqliteStore.open(Path.of(arguments[0]))) {
      new CrashWriter(store, out, random).writeForEver();
    }
  }

  private void writeForEver() throws StaleVersionException {
    saved = store.engine().map(CrashWriter::number).orElse(0L);
    say(addOverride().id());
    while (!out.checkError()) { // the parent is gone: so are we
      switch (random.nextInt(5)) {
        case 0, 1 -> say(addOverride().id());
        case 2 -> say("config " + putConfig().version());
        case 3 -> say("engine " + saveEngine());
        default -> say("epoch " + store.nextEpoch());
      }
    }
  }

  /** The full stop tells a whole line from one that the kill cut short. */
  private void say(String acknowledged) {
    out.println(acknowledged + ".");
  }

  private OperatorOverride addOverride() {
    return store.addOverride(
        id ->
            new OperatorOverride(
                id,
                Optional.of("live"),
                Optional.empty(),
                new OperatorOverride.Drain("cdn-a"),
                MADE,
                MADE,
                MADE.plus(30, ChronoUnit.DAYS),
                "proof",
                "crash"),
        stored -> draft("override/" + stored.id()));
  }

  private Store.ConfigVersion putConfig() throws StaleVersionException {
    byte[] yaml = new byte[random.nextInt(20_000)];
    return store.putConfig(yaml, "proof", Optional.empty(), MADE, stored -> draft("config"));
  }

  private long saveEngine() {
    byte[] state = ByteBuffer.allocate(100_000).putLong(saved + 1).array();
    store.saveEngine(state, List.of());
    return ++saved;
  }

  /** What {@link #saveEngine} wrote. */
  static long number(byte[] state) {
    return ByteBuffer.wrap(state).getLong();
  }

  private static AuditDraft draft(String subject) {
    return new AuditDraft(MADE, "proof", "put", subject, "crash", "null", "null");
  }
}
