package dev.tidegate.api.redis;

import static dev.tidegate.api.redis.RedisCommons.bytes;
import static dev.tidegate.api.redis.RedisCommons.text;

import dev.tidegate.api.nodes.Commons.LogEntry;
import dev.tidegate.api.store.StoreException;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What nodes heard: a stream a service, of bounded length, age and size of an entry. */
final class RedisLogs {
  private static final RedisScript APPEND = RedisScript.load("append.lua", ScriptOutputType.VALUE);
  private static final RedisScript READ = RedisScript.load("read.lua", ScriptOutputType.MULTI);
  private static final Pattern ID = Pattern.compile("\\d{1,16}-\\d{1,16}");

  private final RedisLink link;
  private final RedisKeys keys;
  private final CommonsBounds bounds;

  RedisLogs(RedisLink link, RedisKeys keys, CommonsBounds bounds) {
    this.link = link;
    this.keys = keys;
    this.bounds = bounds;
  }

  void append(String service, byte[] entry) {
    if (entry.length > bounds.entryBytes()) {
      throw new StoreException(
          "what was heard of "
              + service
              + " in one tick takes "
              + entry.length
              + " bytes; an entry may have "
              + bounds.entryBytes());
    }
    String log = keys.heard(service);
    byte[] _ =
        link.call(
            log,
            "append to the log of " + service,
            redis ->
                APPEND.run(
                    redis,
                    List.of(log),
                    entry,
                    bytes("" + bounds.entries()),
                    RedisCommons.millis(bounds.kept())));
  }

  List<LogEntry> read(String service, Optional<String> after, Duration within, int most) {
    if (most < 1 || after.filter(id -> !ID.matcher(id).matches()).isPresent()) {
      throw new IllegalArgumentException("not a place in a log: " + after + ", " + most);
    }
    String log = keys.heard(service);
    List<Object> reply =
        link.call(
            log,
            "read the log of " + service,
            redis ->
                READ.run(
                    redis,
                    List.of(log),
                    bytes(after.orElse("")),
                    bytes("" + Math.max(0, within.toMillis())),
                    bytes("" + most)));
    List<LogEntry> entries = new ArrayList<>(reply.size());
    for (Object one : reply) {
      entry(one).ifPresent(entries::add);
    }
    return List.copyOf(entries);
  }

  /** Id, then names and values by turns: ours have one value. Empty: somebody else's entry. */
  private static Optional<LogEntry> entry(Object one) {
    if (one instanceof List<?> pair
        && pair.size() == 2
        && pair.get(0) instanceof byte[] name
        && pair.get(1) instanceof List<?> fields
        && fields.size() == 2
        && fields.get(1) instanceof byte[] body) {
      String id = text(name);
      return Optional.of(new LogEntry(id, Long.parseLong(id.substring(0, id.indexOf('-'))), body));
    }
    return Optional.empty();
  }
}
