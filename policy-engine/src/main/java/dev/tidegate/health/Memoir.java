package dev.tidegate.health;

import dev.tidegate.model.Reason;
import dev.tidegate.tape.Player;
import dev.tidegate.tape.Reasons;
import dev.tidegate.tape.Recorder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The decision state as bytes: a form's number, services, regions, CDNs and networks by id, their
 * latches, baselines as floats, clustering; a CRC-32 over all. Reading leaves out what is not
 * configured any more and refuses what is damaged.
 */
final class Memoir {
  private static final int FORM = 0x54474832;

  /** Without preferences, and without when a latched CDN last was plainly bad. */
  private static final int FIRST_FORM = 0x54474831;

  /** Files written before this had the first 60 characters of its text in its place. */
  private static final int REASON_IN_FULL = 128;

  private Memoir() {}

  static byte[] write(Collection<ServiceMemory> services) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(FORM);
      out.writeInt(services.size());
      for (ServiceMemory service : services) {
        write(out, service);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an array cannot fail to be written", e);
    }
    byte[] content = bytes.toByteArray();
    return ByteBuffer.allocate(content.length + 4).put(content).putInt(crc(content)).array();
  }

  private static int crc(byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    return (int) crc.getValue();
  }

  private static void write(DataOutputStream out, ServiceMemory memory) throws IOException {
    out.writeUTF(memory.service.id());
    for (int i = 0; i < 2; i++) {
      out.writeFloat((float) memory.clustering.beacons[i]);
      out.writeFloat((float) memory.clustering.spread[i]);
    }
    out.writeInt(memory.cdns.length);
    for (String cdn : memory.cdns) {
      out.writeUTF(cdn);
    }
    out.writeInt(memory.regions.size());
    for (RegionMemory region : memory.regions) {
      out.writeUTF(region.id);
      for (Outlet outlet : region.outlets) {
        write(out, outlet.latch);
        out.writeFloat((float) outlet.latency.usual);
        out.writeFloat((float) outlet.latency.usualSeconds);
      }
      out.writeInt(region.places.size());
      for (RegionMemory.Place place : region.places) {
        out.writeUTF(place.network);
        for (CellMemory cell : place.cells) {
          write(out, cell.latch);
          write(out, cell.preference);
          write(out, cell.baseline[0].sums);
          write(out, cell.baseline[1].sums);
        }
      }
    }
  }

  private static void write(DataOutputStream out, Preference preference) throws IOException {
    Instant stepped = preference.stepped();
    out.writeBoolean(stepped != null);
    if (stepped != null) {
      out.writeDouble(preference.keeps());
      out.writeLong(stepped.toEpochMilli());
    }
  }

  private static void write(DataOutputStream out, Baseline.Sums sums) throws IOException {
    out.writeFloat((float) sums.n);
    out.writeFloat((float) sums.x);
    out.writeFloat((float) sums.sq);
    out.writeFloat((float) sums.e);
    out.writeFloat((float) sums.m);
    out.writeFloat((float) sums.seconds);
  }

  private static void write(DataOutputStream out, Latch latch) throws IOException {
    int kind =
        switch (latch.state) {
          case CdnState.Unknown ignored -> 0;
          case CdnState.Healthy ignored -> 1;
          case CdnState.Suspect ignored -> 1;
          case CdnState.Draining ignored -> 2;
          case CdnState.Drained ignored -> 3;
          case CdnState.Probation ignored -> 4;
        };
    int marks =
        (latch.sudden ? 8 : 0)
            | (latch.corroborated ? 16 : 0)
            | (latch.rate == Rate.STALL ? 32 : 0)
            | (latch.clearedAt != null ? 64 : 0)
            | REASON_IN_FULL;
    out.writeByte(kind | marks);
    Instant cleared = latch.clearedAt;
    if (cleared != null) {
      out.writeLong(cleared.toEpochMilli());
      out.writeByte(latch.flaps());
    }
    if (kind >= 2) {
      writeLatched(out, latch);
    }
  }

  private static void writeLatched(DataOutputStream out, Latch latch) throws IOException {
    Instant opened = latch.opened;
    out.writeLong(opened == null ? 0 : opened.toEpochMilli());
    Instant bad = latch.recovery.badAt();
    out.writeLong(bad == null ? 0 : bad.toEpochMilli());
    out.writeFloat((float) latch.peakDamage);
    out.writeByte(latch.flaps());
    out.writeUTF(latch.scope);
    Reason why = latch.reason;
    Recorder reason = new Recorder();
    Reasons.carry(reason, why == null ? Reasons.BLANK : why);
    out.writeShort(reason.bytes().length);
    out.write(reason.bytes());
    switch (latch.state) {
      case CdnState.Draining d -> {
        out.writeLong(d.since().toEpochMilli());
        out.writeInt(d.shareAtLatch());
      }
      case CdnState.Drained d -> out.writeLong(d.since().toEpochMilli());
      case CdnState.Probation p -> {
        out.writeLong(p.since().toEpochMilli());
        out.writeLong(p.stepAt().toEpochMilli());
        out.writeInt(p.step());
      }
      case CdnState.Unknown ignored -> {}
      case CdnState.Healthy ignored -> {}
      case CdnState.Suspect ignored -> {}
    }
  }

  /**
   * Fills {@code into}; false if {@code saved} is damaged (then {@code into} is not to be used).
   */
  static boolean read(byte[] saved, Map<String, ServiceMemory> into) {
    if (saved.length < 12) {
      return false;
    }
    byte[] content = java.util.Arrays.copyOf(saved, saved.length - 4);
    if (ByteBuffer.wrap(saved, saved.length - 4, 4).getInt() != crc(content)) {
      return false;
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
      int form = in.readInt();
      if (form != FORM && form != FIRST_FORM) {
        return false;
      }
      int services = in.readInt();
      for (int i = 0; i < services; i++) {
        String id = in.readUTF();
        readService(in, Optional.ofNullable(into.get(id)), form);
      }
      return in.available() == 0;
    } catch (IOException | IllegalArgumentException | java.time.DateTimeException e) {
      return false; // what cannot be read is as good as none
    }
  }

  private static void readService(DataInputStream in, Optional<ServiceMemory> memory, int form)
      throws IOException {
    for (int i = 0; i < 2; i++) {
      float beacons = in.readFloat();
      float spread = in.readFloat();
      if (memory.isPresent()) {
        memory.get().clustering.beacons[i] = beacons;
        memory.get().clustering.spread[i] = spread;
      }
    }
    int[] cdns = new int[bounded(in.readInt())];
    for (int i = 0; i < cdns.length; i++) {
      String id = in.readUTF();
      cdns[i] = memory.map(m -> m.cdn(id)).orElse(-1);
    }
    int regions = bounded(in.readInt());
    for (int i = 0; i < regions; i++) {
      String id = in.readUTF();
      readRegion(in, memory.flatMap(m -> m.region(id)), cdns, form);
    }
  }

  private static int bounded(int count) throws IOException {
    if (count < 0 || count > 1_000_000) {
      throw new IOException("no such count: " + count);
    }
    return count;
  }

  private static void readRegion(
      DataInputStream in, Optional<RegionMemory> region, int[] cdns, int form) throws IOException {
    for (int c : cdns) {
      Outlet outlet = region.isPresent() && c >= 0 ? region.get().outlets[c] : new Outlet();
      read(in, outlet.latch, form);
      outlet.latency.usual = in.readFloat();
      outlet.latency.usualSeconds = in.readFloat();
    }
    int places = bounded(in.readInt());
    for (int i = 0; i < places; i++) {
      String network = in.readUTF();
      RegionMemory.@Nullable Place place = region.isPresent() ? region.get().place(network) : null;
      for (int c : cdns) {
        CellMemory cell = place != null && c >= 0 ? place.cells[c] : new CellMemory();
        read(in, cell.latch, form);
        read(in, cell.preference, form);
        read(in, cell.baseline[0].sums);
        read(in, cell.baseline[1].sums);
      }
    }
  }

  private static void read(DataInputStream in, Preference preference, int form) throws IOException {
    if (form != FIRST_FORM && in.readBoolean()) {
      double keeps = in.readDouble();
      if (!(keeps > 0) || !(keeps <= 1)) {
        throw new IOException("no such part: " + keeps);
      }
      preference.restored(keeps, Instant.ofEpochMilli(in.readLong()));
    }
  }

  private static void read(DataInputStream in, Baseline.Sums sums) throws IOException {
    sums.n = in.readFloat();
    sums.x = in.readFloat();
    sums.sq = in.readFloat();
    sums.e = in.readFloat();
    sums.m = in.readFloat();
    sums.seconds = in.readFloat();
  }

  private static void read(DataInputStream in, Latch latch, int form) throws IOException {
    int head = in.readUnsignedByte();
    int kind = head & 7;
    latch.sudden = (head & 8) != 0;
    latch.corroborated = (head & 16) != 0;
    latch.rate = (head & 32) != 0 ? Rate.STALL : Rate.FAILURE;
    if ((head & 64) != 0) {
      latch.clearedAt = Instant.ofEpochMilli(in.readLong());
      latch.flaps(in.readByte());
    }
    if (kind >= 2) {
      latch.opened = Instant.ofEpochMilli(in.readLong());
      long bad = form == FIRST_FORM ? 0 : in.readLong();
      latch.recovery.restored(bad == 0 ? null : Instant.ofEpochMilli(bad));
      latch.peakDamage = in.readFloat();
      latch.flaps(in.readByte());
      latch.scope = in.readUTF();
      latch.reason =
          (head & REASON_IN_FULL) != 0
              ? Reasons.carry(new Player(in.readNBytes(in.readUnsignedShort())), Reasons.BLANK)
              : new Reason.Configured(in.readUTF());
    }
    latch.restored(
        switch (kind) {
          case 2 ->
              new CdnState.Draining(
                  Instant.ofEpochMilli(in.readLong()), in.readInt(), latch.flaps());
          case 3 -> new CdnState.Drained(Instant.ofEpochMilli(in.readLong()), latch.flaps());
          case 4 -> {
            Instant since = Instant.ofEpochMilli(in.readLong());
            Instant stepAt = Instant.ofEpochMilli(in.readLong());
            yield new CdnState.Probation(since, in.readInt(), stepAt, latch.flaps());
          }
          case 1 -> new CdnState.Healthy();
          case 0 -> new CdnState.Unknown();
          default -> throw new IOException("no such state: " + kind);
        });
  }
}
