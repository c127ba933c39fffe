package dev.tidegate.engine;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import dev.tidegate.model.Setup;
import dev.tidegate.tape.Player;
import dev.tidegate.tape.Recorder;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * The whole state in bytes: a form, the state, a CRC-32 over both. The form is of one version of
 * the engine: a dump is for replaying what that engine did, never for starting another.
 */
final class Dump {
  private static final String FORM = "tidegate state 1";
  private static final int CHECKED = 4;

  private Dump() {}

  static byte[] write(EngineState state) {
    Recorder recorder = new Recorder();
    recorder.word(FORM);
    state.carry(recorder);
    byte[] content = recorder.bytes();
    return ByteBuffer.allocate(content.length + CHECKED).put(content).putInt(sum(content)).array();
  }

  static EngineState read(byte[] dumped, Setup setup, Instant now, Judge.Maker maker) {
    if (dumped.length < CHECKED) {
      throw new IllegalArgumentException("no state in " + dumped.length + " bytes");
    }
    byte[] content = Arrays.copyOf(dumped, dumped.length - CHECKED);
    if (ByteBuffer.wrap(dumped).getInt(content.length) != sum(content)) {
      throw new IllegalArgumentException("the state is damaged");
    }
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

  private static int sum(byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    return (int) crc.getValue();
  }
}
