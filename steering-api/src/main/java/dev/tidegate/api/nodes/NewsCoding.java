package dev.tidegate.api.nodes;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SnapshotCodec;
import dev.tidegate.answer.Version;
import dev.tidegate.api.nodes.News.Change;
import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.shift.TableDelta;
import dev.tidegate.telemetry.VarReader;
import dev.tidegate.telemetry.VarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * News as bytes.
 *
 * <pre>
 * news   : form, version, base, at (epoch milliseconds), changes, removed
 * changes: number, then each: 0 and the group's part of a snapshot, or 1, group, mode's letter,
 *          TTL, delta
 * removed: number, then each as a group
 * group  : service, region, network; no text for none
 * </pre>
 */
final class NewsCoding {
  /** Forms from this one to {@link #FORM} are read: a rolling upgrade has both. */
  private static final int OLDEST = 1;

  private static final int FORM = 1;
  private static final int MOST_GROUPS = 100_000;
  private static final int MOST_ID = 64;
  private static final int MOST_VERSION = 64;
  private static final int WHOLE = 0;
  private static final int PART = 1;

  private NewsCoding() {}

  static byte[] write(News news) {
    VarWriter out = new VarWriter();
    out.number(FORM);
    out.text(news.version().toString());
    out.text(news.base().toString());
    out.signed(news.at().toEpochMilli());
    out.number(news.changes().size());
    news.changes().forEach(change -> write(change, out));
    out.number(news.removed().size());
    news.removed().forEach(group -> write(group, out));
    return out.done();
  }

  private static void write(Change change, VarWriter out) {
    switch (change) {
      case Change.Whole(GroupAnswer answer) -> {
        out.number(WHOLE);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
          SnapshotCodec.write(answer, new DataOutputStream(bytes));
        } catch (IOException e) {
          throw new IllegalStateException("memory does not fail", e);
        }
        out.block(bytes.toByteArray());
      }
      case Change.Part(Group group, Mode mode, int ttl, TableDelta delta) -> {
        out.number(PART);
        write(group, out);
        out.text(mode.wire().substring(0, 1));
        out.number(ttl);
        delta.write(out);
      }
    }
  }

  private static void write(Group group, VarWriter out) {
    out.text(group.service());
    out.text(group.region());
    out.text(group.network().orElse(""));
  }

  static News read(byte[] bytes) {
    VarReader in = new VarReader(bytes);
    long form = in.number();
    if (form < OLDEST || form > FORM) {
      throw in.refused("news of a form that is not known here: " + form);
    }
    Version version = Version.parse(in.text(MOST_VERSION));
    Version base = Version.parse(in.text(MOST_VERSION));
    Instant at = Instant.ofEpochMilli(in.signed());
    List<Change> changes = new ArrayList<>();
    for (int i = in.count(MOST_GROUPS); i > 0; i--) {
      changes.add(change(in));
    }
    SortedSet<Group> removed = new TreeSet<>();
    for (int i = in.count(MOST_GROUPS); i > 0; i--) {
      removed.add(group(in));
    }
    in.end();
    return new News(version, base, at, changes, removed);
  }

  private static Change change(VarReader in) {
    long kind = in.number();
    if (kind == WHOLE) {
      return new Change.Whole(whole(in.block(), in));
    }
    if (kind != PART) {
      throw in.refused("no such change: " + kind);
    }
    Group group = group(in);
    String letter = in.text(1);
    for (Mode mode : Mode.values()) {
      if (mode.wire().substring(0, 1).equals(letter)) {
        return new Change.Part(group, mode, ttl(in), TableDelta.read(in));
      }
    }
    throw in.refused("no mode begins with " + letter);
  }

  private static GroupAnswer whole(byte[] part, VarReader in) {
    try (DataInputStream data = new DataInputStream(new ByteArrayInputStream(part))) {
      GroupAnswer answer = SnapshotCodec.readAnswer(data);
      if (data.available() > 0) {
        throw in.refused("more than a group's part");
      }
      return answer;
    } catch (IOException e) {
      throw new IllegalArgumentException("no group's part: " + e.getMessage(), e);
    }
  }

  private static int ttl(VarReader in) {
    long ttl = in.number();
    if (ttl < 1 || ttl > 3600) {
      throw in.refused("no such TTL: " + ttl);
    }
    return (int) ttl;
  }

  private static Group group(VarReader in) {
    String service = in.text(MOST_ID);
    String region = in.text(MOST_ID);
    String network = in.text(MOST_ID);
    return new Group(service, region, network.isEmpty() ? Optional.empty() : Optional.of(network));
  }
}
