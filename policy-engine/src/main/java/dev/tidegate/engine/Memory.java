package dev.tidegate.engine;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SnapshotCodec;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import dev.tidegate.tape.Player;
import dev.tidegate.tape.Recorder;
import dev.tidegate.tape.Sealed;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decision state and tables in bytes: a form, the judge's memory, everything else that decides, a
 * CRC-32 over all. The judge's memory is a block of its own, so that it may fail to be read without
 * the tables being lost. Equal tables are written once.
 *
 * <p>Of what an older program wrote the answers and the judge's memory are taken over: that is what
 * real viewers follow.
 */
final class Memory {
  private static final String FORM = "tidegate memory 4";

  /** As {@link #FORM}, but for what pools taught. */
  static final String FORM_3 = "tidegate memory 3";

  /** The first bytes of the forms before this one. */
  private static final int FORM_1 = 0x5447_4501;

  private static final int FORM_2 = 0x5447_4502;

  private Memory() {}

  static byte[] save(EngineState state) {
    Recorder recorder = Recorder.brief();
    recorder.word(FORM);
    recorder.block(state.judge.save());
    state.carryDecided(recorder);
    return Sealed.seal(recorder.bytes());
  }

  /** The state that {@code bytes} hold, as far as it fits the setup; empty if they hold none. */
  static Optional<EngineState> restore(
      byte[] bytes, Setup setup, SteeringSnapshot none, Instant now, Judge.Maker maker) {
    try {
      return Optional.of(
          older(bytes)
              ? takenOver(bytes, setup, none, now, maker)
              : read(Sealed.open(bytes), setup, none, now, maker));
    } catch (IOException | RuntimeException e) {
      // Whatever was stored, it is not ours: begin anew rather than not at all.
      return Optional.empty();
    }
  }

  private static EngineState read(
      byte[] content, Setup setup, SteeringSnapshot none, Instant now, Judge.Maker maker) {
    Player player = new Player(content);
    boolean third = player.word("").equals(FORM_3);
    if (!third) {
      player = new Player(content);
      player.expect(FORM);
    }
    Judge judge = judge(player.block(new byte[0]), setup, now, maker);
    EngineState state = new EngineState(judge, setup, none, now);
    state.carryDecided(player, third ? Learned::carryForm3 : Learned::carry);
    if (!player.ended()) {
      throw new IllegalArgumentException("more than a memory");
    }
    state.groups.keySet().removeIf(group -> !Roster.has(setup, group));
    state.regroup();
    state.beginAgain(now);
    state.unexcused.replaceAll((service, sum) -> sum.over(window(setup, service), now));
    return state;
  }

  private static Duration window(Setup setup, String service) {
    Service known = setup.services().get(service);
    return Limits.blastWindow(known == null ? Policy.STANDARD : known.policy());
  }

  private static boolean older(byte[] bytes) throws IOException {
    if (bytes.length < Integer.BYTES) {
      return false;
    }
    int form = new DataInputStream(new ByteArrayInputStream(bytes)).readInt();
    return form == FORM_1 || form == FORM_2;
  }

  /** What an older program answered and believed; the rest is formed anew. */
  private static EngineState takenOver(
      byte[] bytes, Setup setup, SteeringSnapshot none, Instant now, Judge.Maker maker)
      throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 4, bytes.length - 4));
    byte[] judged = block(in);
    SteeringSnapshot answered = SnapshotCodec.read(block(in));
    EngineState state = new EngineState(judge(judged, setup, now, maker), setup, none, now);
    for (GroupAnswer answer : answered.groups().values()) {
      if (Roster.has(setup, answer.group())) {
        GroupState group = new GroupState(answer.group(), answer.table());
        group.mode = answer.mode();
        state.add(group);
        state.heard.add(answer.group().service());
      }
    }
    state.publish(answered);
    return state;
  }

  private static byte[] block(DataInputStream in) throws IOException {
    int size = in.readInt();
    if (size < 0 || size > in.available()) {
      throw new IOException("a block of " + size + " bytes is not there");
    }
    return in.readNBytes(size);
  }

  private static Judge judge(byte[] judged, Setup setup, Instant now, Judge.Maker maker) {
    try {
      return maker.make(Optional.of(judged), setup, now);
    } catch (RuntimeException e) {
      // Beliefs can be formed anew; tables, which real viewers follow, are worth more.
      return maker.make(Optional.empty(), setup, now);
    }
  }
}
