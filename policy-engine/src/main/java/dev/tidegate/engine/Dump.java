package dev.tidegate.engine;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import dev.tidegate.model.Setup;
import dev.tidegate.tape.Player;
import dev.tidegate.tape.Recorder;
import dev.tidegate.tape.Sealed;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The whole state in bytes: a form, the state, a CRC-32 over both. The form is of one version of
 * the engine: a dump is for replaying what that engine did, never for starting another.
 */
final class Dump {
  private static final String FORM = "tidegate state 4";

  private Dump() {}

  static byte[] write(EngineState state) {
    Recorder recorder = new Recorder();
    recorder.word(FORM);
    state.carry(recorder);
    return Sealed.seal(recorder.bytes());
  }

  static EngineState read(byte[] dumped, Setup setup, Instant now, Judge.Maker maker) {
    byte[] content = Sealed.open(dumped);
    Player player = new Player(content);
    player.expect(FORM);
    SteeringSnapshot none =
        new SteeringSnapshot(new Version(0, 0, "00000000"), now, new TreeMap<>());
    EngineState state = new EngineState(maker.make(Optional.empty(), setup, now), setup, none, now);
    state.carry(player);
    if (!player.ended()) {
      throw new IllegalArgumentException("more than a state");
    }
    if (state.last.isAfter(now)) {
      throw new IllegalArgumentException("a state of " + state.last + ", after " + now);
    }
    return state;
  }
}
