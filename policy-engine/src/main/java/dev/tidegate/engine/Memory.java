package dev.tidegate.engine;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SnapshotCodec;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.BucketTable;
import dev.tidegate.shift.RecentSum;
import dev.tidegate.shift.TableCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decision state and tables in bytes. The judge's memory is a block of its own, so that it may fail
 * to be read without the tables being lost.
 */
final class Memory {
  private static final int FORMAT = 0x5447_4502;

  private Memory() {}

  static byte[] save(EngineState state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(FORMAT);
      byte[] judged = state.judge.save();
      out.writeInt(judged.length);
      out.write(judged);
      byte[] answers = SnapshotCodec.bytes(state.snapshot);
      out.writeInt(answers.length);
      out.write(answers);
      out.writeShort(state.groups.size());
      for (GroupState group : state.groups.values()) {
        write(group, state.snapshot.groups().get(group.group), out);
      }
      write(state.joins, out);
      write(state.unexcused, out);
      out.writeShort(state.heard.size());
      for (String service : state.heard) {
        out.writeUTF(service);
      }
      shares(state.cold, out);
      out.writeShort(state.learned.size());
      for (Map.Entry<String, Learned> e : state.learned.entrySet()) {
        out.writeUTF(e.getKey());
        out.writeDouble(e.getValue().part());
        out.writeLong(e.getValue().quietSince().toEpochMilli());
        out.writeLong(e.getValue().raised().toEpochMilli());
        out.writeInt(e.getValue().collapses());
      }
      out.writeShort(state.accounts.size());
      for (Map.Entry<String, Account> e : state.accounts.entrySet()) {
        out.writeUTF(e.getKey());
        e.getValue().write(out);
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private static void write(GroupState group, @Nullable GroupAnswer answer, DataOutputStream out)
      throws IOException {
    SnapshotCodec.write(group.group, out);
    out.writeUTF(group.mode.name());
    boolean shown = answer != null && answer.table().equals(group.table);
    out.writeBoolean(shown);
    if (!shown) {
      TableCodec.write(group.table, out);
    }
    shares(group.position, out);
    out.writeUTF(group.orders);
    out.writeLong(group.ordersSince.toEpochMilli());
    shares(group.ordersFrom, out);
    SortedMap<String, Double> floors = new TreeMap<>();
    group.floors.forEach((cdn, floor) -> floors.put(cdn, (double) floor));
    shares(floors, out);
    SortedMap<String, Double> shunned = new TreeMap<>();
    group.shunned.forEach((cdn, until) -> shunned.put(cdn, (double) until.toEpochMilli()));
    shares(shunned, out);
    shares(group.settled, out);
    shares(group.atLatch, out);
    SortedMap<String, Double> returning = new TreeMap<>();
    group.returning.forEach(cdn -> returning.put(cdn, 1.0));
    shares(returning, out);
    SortedMap<String, Double> configured = new TreeMap<>();
    group.configured.shares().forEach((cdn, share) -> configured.put(cdn, (double) share));
    shares(configured, out);
    out.writeBoolean(group.reconfigured);
    out.writeBoolean(group.excused);
    out.writeLong(group.turn);
    out.writeDouble(group.samplesPerSecond);
    out.writeDouble(group.asksPerSecond);
    out.writeInt(group.givenUp);
    out.writeDouble(group.bitsBefore);
    time(group.pulledAt, out);
    time(group.bentAt, out);
    SortedMap<String, Double> bent = new TreeMap<>();
    Weights bends = group.bent;
    if (bends != null) {
      bends.shares().forEach((cdn, share) -> bent.put(cdn, (double) share));
    }
    shares(bent, out);
  }

  private static void time(@Nullable Instant time, DataOutputStream out) throws IOException {
    out.writeLong(time == null ? Long.MIN_VALUE : time.toEpochMilli());
  }

  private static @Nullable Instant readTime(DataInputStream in) throws IOException {
    long millis = in.readLong();
    return millis == Long.MIN_VALUE ? null : Instant.ofEpochMilli(millis);
  }

  private static void shares(SortedMap<String, Double> shares, DataOutputStream out)
      throws IOException {
    out.writeShort(shares.size());
    for (Map.Entry<String, Double> e : shares.entrySet()) {
      out.writeUTF(e.getKey());
      out.writeDouble(e.getValue());
    }
  }

  private static void write(SortedMap<String, RecentSum> sums, DataOutputStream out)
      throws IOException {
    out.writeShort(sums.size());
    for (Map.Entry<String, RecentSum> e : sums.entrySet()) {
      out.writeUTF(e.getKey());
      e.getValue().write(out);
    }
  }

  /** The state that {@code bytes} hold, as far as it fits the setup; empty if they hold none. */
  static Optional<EngineState> restore(
      byte[] bytes, Setup setup, SteeringSnapshot none, Instant now, Judge.Maker maker) {
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      if (in.readInt() != FORMAT) {
        return Optional.empty();
      }
      byte[] judged = block(in);
      SteeringSnapshot answered = SnapshotCodec.read(block(in));
      EngineState state = new EngineState(judge(judged, setup, now, maker), setup, none, now);
      state.snapshot = answered;
      int groups = in.readUnsignedShort();
      for (int i = 0; i < groups; i++) {
        GroupState group = readGroup(in, answered);
        if (setup.services().containsKey(group.group.service())
            && setup.regions().containsKey(group.group.region())) {
          state.groups.put(group.group, group);
        }
      }
      readRest(in, state, setup);
      return Optional.of(state);
    } catch (IOException | RuntimeException e) {
      // Whatever was stored, it is not ours: begin anew rather than not at all.
      return Optional.empty();
    }
  }

  private static Judge judge(byte[] judged, Setup setup, Instant now, Judge.Maker maker) {
    try {
      return maker.make(Optional.of(judged), setup, now);
    } catch (RuntimeException e) {
      // Beliefs can be formed anew; tables, which real viewers follow, are worth more.
      return maker.make(Optional.empty(), setup, now);
    }
  }

  private static byte[] block(DataInputStream in) throws IOException {
    int size = in.readInt();
    if (size < 0 || size > in.available()) {
      throw new IOException("a block of " + size + " bytes is not there");
    }
    return in.readNBytes(size);
  }

  private static GroupState readGroup(DataInputStream in, SteeringSnapshot answered)
      throws IOException {
    Group name = SnapshotCodec.readGroup(in);
    Mode mode = Mode.valueOf(in.readUTF());
    GroupAnswer answer = answered.groups().get(name);
    boolean shown = in.readBoolean();
    if (shown && answer == null) {
      throw new IOException("no answer for " + name);
    }
    BucketTable table = shown && answer != null ? answer.table() : TableCodec.read(in);
    GroupState group = new GroupState(name, table);
    group.mode = mode;
    group.position.clear();
    group.position.putAll(readShares(in));
    group.orders = in.readUTF();
    group.ordersSince = Instant.ofEpochMilli(in.readLong());
    group.ordersFrom.putAll(readShares(in));
    readShares(in).forEach((cdn, floor) -> group.floors.put(cdn, (int) Math.round(floor)));
    readShares(in)
        .forEach((cdn, until) -> group.shunned.put(cdn, Instant.ofEpochMilli(until.longValue())));
    group.settled.putAll(readShares(in));
    group.atLatch.putAll(readShares(in));
    group.returning.addAll(readShares(in).keySet());
    group.configured = Weights.ofProportions(readShares(in));
    group.reconfigured = in.readBoolean();
    group.excused = in.readBoolean();
    group.turn = in.readLong();
    group.samplesPerSecond = in.readDouble();
    group.asksPerSecond = in.readDouble();
    group.givenUp = in.readInt();
    group.bitsBefore = in.readDouble();
    group.pulledAt = readTime(in);
    group.bentAt = readTime(in);
    SortedMap<String, Double> bent = readShares(in);
    group.bent = bent.isEmpty() ? null : Weights.ofProportions(bent);
    return group;
  }

  private static SortedMap<String, Double> readShares(DataInputStream in) throws IOException {
    SortedMap<String, Double> shares = new TreeMap<>();
    int size = in.readUnsignedShort();
    for (int i = 0; i < size; i++) {
      shares.put(in.readUTF(), in.readDouble());
    }
    return shares;
  }

  private static void readRest(DataInputStream in, EngineState state, Setup setup)
      throws IOException {
    int joins = in.readUnsignedShort();
    for (int i = 0; i < joins; i++) {
      String pool = in.readUTF();
      state.joins.put(pool, RecentSum.read(Limits.joinWindow(setup, pool), in));
    }
    int unexcused = in.readUnsignedShort();
    for (int i = 0; i < unexcused; i++) {
      String service = in.readUTF();
      Service known = setup.services().get(service);
      Policy policy = known == null ? Policy.STANDARD : known.policy();
      Duration window = Limits.blastWindow(policy);
      state.unexcused.put(service, RecentSum.read(window, in));
    }
    int heard = in.readUnsignedShort();
    for (int i = 0; i < heard; i++) {
      state.heard.add(in.readUTF());
    }
    state.cold.putAll(readShares(in));
    int learned = in.readUnsignedShort();
    for (int i = 0; i < learned; i++) {
      state.learned.put(
          in.readUTF(),
          new Learned(
              in.readDouble(),
              Instant.ofEpochMilli(in.readLong()),
              Instant.ofEpochMilli(in.readLong()),
              in.readInt()));
    }
    int accounts = in.readUnsignedShort();
    for (int i = 0; i < accounts; i++) {
      state.accounts.put(in.readUTF(), new Account(in));
    }
  }

  /**
   * Adds groups that the setup has and the state has not.
   *
   * @param fit whether to take CDNs away at once that are gone; a step does so as a decision
   */
  static void complete(EngineState state, Setup setup, boolean fit) {
    SortedMap<String, BucketTable> known = new TreeMap<>();
    for (Service service : setup.services().values()) {
      for (String region : setup.regions().keySet()) {
        Group group = Group.of(service.id(), region);
        Weights configured = service.staticWeights(region);
        if (!state.groups.containsKey(group)) {
          BucketTable table =
              known.computeIfAbsent(
                  configured.shares().toString(), k -> BucketTable.first(configured));
          state.groups.put(group, new GroupState(group, table));
        }
      }
    }
    for (GroupState group : state.groups.values()) {
      Service service = setup.services().get(group.group.service());
      if (service != null && fit) {
        fit(group, service.staticWeights(group.group.region()));
      }
    }
  }

  private static void fit(GroupState group, Weights configured) {
    List<String> cdns = List.copyOf(configured.shares().keySet());
    if (cdns.containsAll(group.table.cdns())) {
      return;
    }
    SortedMap<String, Double> left = new TreeMap<>();
    for (String cdn : cdns) {
      left.put(cdn, (double) group.weights.of(cdn));
    }
    boolean any = left.values().stream().anyMatch(share -> share > 0);
    Weights weights = any ? Weights.ofProportions(left) : configured;
    group.table = group.table.shift(weights, dev.tidegate.shift.Tails.even(cdns), 0, 0);
    group.weights = weights;
    group.stand(weights);
  }

  /** What to answer before the first step: as before where nothing was lost. */
  static SortedMap<Group, GroupAnswer> answers(EngineState state) {
    SortedMap<Group, GroupAnswer> answers = new TreeMap<>();
    for (GroupState group : state.groups.values()) {
      Service service = state.setup.services().get(group.group.service());
      if (service == null) {
        continue;
      }
      GroupAnswer old = state.snapshot.groups().get(group.group);
      List<String> cdns = group.table.cdns();
      if (old != null && old.table().cdns().equals(cdns)) {
        answers.put(group.group, old);
      } else {
        answers.put(
            group.group,
            new GroupAnswer(
                group.group,
                group.mode,
                dev.tidegate.answer.Ttl.seconds(service, false),
                group.table,
                group.weights));
      }
    }
    return answers;
  }
}
