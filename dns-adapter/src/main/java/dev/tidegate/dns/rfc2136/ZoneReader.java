package dev.tidegate.dns.rfc2136;

import dev.tidegate.dns.plan.RecordData;
import dev.tidegate.dns.plan.RecordKey;
import dev.tidegate.dns.plan.ZoneContent;
import dev.tidegate.dns.reconcile.BackendException;
import dev.tidegate.dns.reconcile.BackendException.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferException;
import org.xbill.DNS.ZoneTransferIn;

/** Reads a zone whole, by a signed transfer. */
final class ZoneReader {
  /** A zone of more is not one that was made for us. */
  private static final int MOST_RECORDS = 200_000;

  private final InetSocketAddress server;
  private final String zone;
  private final @Nullable TSIG key;
  private final Duration patience;

  ZoneReader(InetSocketAddress server, String zone, @Nullable TSIG key, Duration patience) {
    this.server = server;
    this.zone = zone;
    this.key = key;
    this.patience = patience;
  }

  ZoneContent read() throws BackendException {
    Collector collector = new Collector();
    try {
      ZoneTransferIn transfer = ZoneTransferIn.newAXFR(UpdateMessages.name(zone), server, key);
      transfer.setTimeout(patience);
      transfer.run(collector);
    } catch (IOException e) {
      throw new BackendException(
          Kind.UNREACHABLE, "the zone cannot be read from " + server + ": " + e.getMessage(), e);
    } catch (ZoneTransferException e) {
      throw new BackendException(
          Kind.REJECTED,
          "the server does not transfer the zone to us: " + why().orElse(e.getMessage()),
          e);
    }
    return collector.content();
  }

  /**
   * A refused transfer says no more than NOTAUTH; what it means stands in the answer to a question.
   */
  private Optional<String> why() {
    try {
      SimpleResolver resolver = new SimpleResolver(server);
      resolver.setTCP(true);
      resolver.setTimeout(patience);
      resolver.setTSIGKey(key);
      Message question =
          Message.newQuery(Record.newRecord(UpdateMessages.name(zone), Type.SOA, DClass.IN));
      return TsigFaults.explain(resolver.send(question));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Takes the records as they come, so that a zone without end is cut. */
  private static final class Collector implements ZoneTransferIn.ZoneTransferHandler {
    private final Map<RecordKey, List<String>> values = new TreeMap<>();
    private final Map<RecordKey, Long> ttls = new TreeMap<>();
    private Optional<Long> serial = Optional.empty();
    private int records;

    @Override
    public void startAXFR() {}

    @Override
    public void startIXFR() throws ZoneTransferException {
      throw new ZoneTransferException("an incremental transfer, which was not asked for");
    }

    @Override
    public void startIXFRDeletes(Record soa) {}

    @Override
    public void startIXFRAdds(Record soa) {}

    @Override
    public void handleRecord(Record record) throws ZoneTransferException {
      if (++records > MOST_RECORDS) {
        throw new ZoneTransferException("more than " + MOST_RECORDS + " records");
      }
      if (record instanceof SOARecord soa) {
        serial = Optional.of(soa.getSerial());
        return; // stands at both ends, and is the server's own
      }
      RecordKey key =
          RecordKey.of(
              record.getName().toString().toLowerCase(Locale.ROOT), Type.string(record.getType()));
      values.computeIfAbsent(key, k -> new ArrayList<>()).add(text(record));
      ttls.merge(key, record.getTTL(), Math::min);
    }

    private static String text(Record record) {
      return record instanceof TXTRecord txt
          ? String.join("", txt.getStrings())
          : record.rdataToString().toLowerCase(Locale.ROOT);
    }

    ZoneContent content() {
      TreeMap<RecordKey, RecordData> content = new TreeMap<>();
      values.forEach(
          (key, all) ->
              content.put(
                  key,
                  new RecordData(
                      ttls.getOrDefault(key, 0L),
                      all.stream().sorted().toList(),
                      OptionalInt.empty())));
      return new ZoneContent(serial, content);
    }
  }
}
