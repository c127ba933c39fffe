package dev.tidegate.api.beacon;

import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.geo.Geo;
import dev.tidegate.api.loop.Steering;
import dev.tidegate.model.Cell;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.Witness;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What players report and ask, counted by cell. Thread-safe. */
public final class BeaconIntake implements Intake {
  private final Steering steering;
  private final SessionTokens tokens;
  private final IntakeStats stats;
  private volatile @Nullable Known known;

  private record Known(TidegateConfig config, Cells cells) {}

  /**
   * @param sessionKey signs session tokens; at least 16 bytes
   */
  public BeaconIntake(Steering steering, byte[] sessionKey, IntakeStats stats) {
    this.steering = steering;
    this.tokens = new SessionTokens(sessionKey);
    this.stats = stats;
  }

  public SessionTokens tokens() {
    return tokens;
  }

  /** The cells of the configuration in force. */
  @SuppressWarnings("ReferenceEquality") // a configuration is replaced whole; equal is too slow
  public Cells cells() {
    TidegateConfig config = steering.config();
    Known current = known;
    if (current == null || current.config() != config) {
      current = new Known(config, new Cells(config.setup()));
      known = current;
    }
    return current.cells();
  }

  /** A steering request of a session that is on a cell, or is sent there now. */
  public void polled(Cell cell, String session, long prefix, int ttl, Instant now) {}

  /** A beacon over the size that is looked at. */
  public void tooLong() {
    stats.drop(IntakeStats.Reason.TOO_LONG);
  }

  /** A beacon as it came. */
  public void received(String service, byte[] body, Geo geo, byte[] client, Instant now) {}

  @Override
  public List<CellDigest> drain(Instant now) {
    return List.of();
  }

  @Override
  public SortedMap<Cell, Long> viewers(Instant now) {
    return new TreeMap<>();
  }

  @Override
  public SortedMap<Cell, Witness> witnesses(Instant now) {
    return new TreeMap<>();
  }
}
