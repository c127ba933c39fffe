package dev.tidegate.api.redis;

import static dev.tidegate.api.redis.RedisCommons.bytes;
import static dev.tidegate.api.redis.RedisCommons.text;

import dev.tidegate.api.nodes.Commons.Pulse;
import dev.tidegate.api.nodes.Commons.Sign;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Signs of life in Redis: a hash of what each node said last, with the store's time. */
final class RedisPulse {
  private static final RedisScript PULSE = RedisScript.load("pulse.lua", ScriptOutputType.MULTI);
  private static final RedisScript NODES = RedisScript.load("nodes.lua", ScriptOutputType.MULTI);

  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  /** A node that has been silent for so long is no longer shown to people as one that is missed. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(10);

  private final RedisLink link;
  private final RedisKeys keys;
  private final CommonsBounds bounds;

  RedisPulse(RedisLink link, RedisKeys keys, CommonsBounds bounds) {
    this.link = link;
    this.keys = keys;
    this.bounds = bounds;
  }

  Pulse beat(Sign own) {
    List<String> all =
        List.of(keys.lease(), keys.epoch(), keys.version(), keys.head(), keys.nodes());
    // The leader alone drops who is forgotten: all that the others cost is their own sign.
    List<@Nullable Object> reply =
        link.call(
            keys.lease(),
            "give a sign of life",
            redis ->
                PULSE.run(
                    redis,
                    all,
                    bytes(own.node()),
                    SignText.of(own),
                    RedisCommons.millis(FORGOTTEN),
                    bytes("" + bounds.nodes()),
                    bytes(own.leading() ? "1" : "0")));
    return new Pulse(
        at(reply, 0).map(lease -> RedisCommons.holder(text(lease))),
        at(reply, 1).map(epoch -> number(text(epoch))).orElse(0L),
        at(reply, 2).flatMap(RedisCommons::version),
        at(reply, 3).map(RedisCommons::text).orElse(""),
        at(reply, 4).map(now -> Long.parseLong(text(now))).orElseThrow());
  }

  /** What is no number is none, as scripts have it: the next lease puts it right. */
  private static long number(String epoch) {
    return NUMBER.matcher(epoch).matches() ? Long.parseLong(epoch) : 0;
  }

  List<Sign> nodes(Duration within) {
    List<@Nullable Object> reply =
        link.call(keys.nodes(), "list the nodes", redis -> NODES.run(redis, List.of(keys.nodes())));
    long now = at(reply, 0).map(time -> Long.parseLong(text(time))).orElseThrow();
    long since = now - within.toMillis();
    List<Sign> signs = new ArrayList<>();
    for (int i = 1; i + 1 < reply.size(); i += 2) {
      String node = at(reply, i).map(RedisCommons::text).orElseThrow();
      at(reply, i + 1).flatMap(t -> SignText.read(node, text(t), since)).ifPresent(signs::add);
    }
    signs.sort(Comparator.comparing(Sign::node));
    return List.copyOf(signs);
  }

  private static Optional<byte[]> at(List<@Nullable Object> reply, int index) {
    return Optional.ofNullable((byte[]) reply.get(index));
  }
}
