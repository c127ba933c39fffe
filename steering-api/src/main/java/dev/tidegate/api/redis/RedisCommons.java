package dev.tidegate.api.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidegate.answer.Version;
import dev.tidegate.api.nodes.Commons;
import dev.tidegate.api.nodes.Lease;
import dev.tidegate.api.nodes.Publication;
import dev.tidegate.api.store.Store.StoredDecision;
import dev.tidegate.api.store.StoreException;
import io.lettuce.core.KeyValue;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Nodes meet in Redis or Valkey (6.2 or newer). Each method is one call of the {@link RedisLink},
 * and has its deadline; what changes several things is one script. The link is its maker's, who
 * closes it.
 *
 * <p>Numbers are compared by scripts, which count exactly below 2^53: what is not is refused.
 */
public final class RedisCommons implements Commons {
  private static final RedisScript ACQUIRE = script("acquire", ScriptOutputType.VALUE);
  private static final RedisScript RENEW = script("renew", ScriptOutputType.INTEGER);
  private static final RedisScript RELEASE = script("release", ScriptOutputType.INTEGER);
  private static final RedisScript RAISE = script("raise", ScriptOutputType.INTEGER);
  private static final RedisScript PUBLISH = script("publish", ScriptOutputType.VALUE);
  private static final RedisScript KEEP = script("keep", ScriptOutputType.VALUE);
  private static final RedisScript SHOW = script("show", ScriptOutputType.INTEGER);

  private static final long EXACT = 1L << 53;

  /** Of a snapshot, a memory or a view: far more than any is, far less than Redis takes. */
  private static final int MOST_BYTES = 64 << 20;

  private final RedisLink link;
  private final RedisKeys keys;
  private final CommonsBounds bounds;
  private final String token;
  private final RedisPulse pulse;
  private final RedisLogs logs;
  private volatile boolean closed;

  /**
   * @param prefix of all keys: nodes of one prefix are one installation
   * @param token a word that no other process has: it tells a lease of this one from another's,
   *     though both give the same name
   */
  public RedisCommons(RedisLink link, String prefix, CommonsBounds bounds, String token) {
    if (token.isEmpty() || token.indexOf(' ') >= 0) {
      throw new IllegalArgumentException("a token is a word");
    }
    this.link = link;
    this.keys = new RedisKeys(prefix);
    this.bounds = bounds;
    this.token = token;
    this.pulse = new RedisPulse(link, keys, bounds);
    this.logs = new RedisLogs(link, keys, bounds);
  }

  private static RedisScript script(String name, ScriptOutputType output) {
    return RedisScript.load(name + ".lua", output);
  }

  @Override
  public Pulse pulse(Sign own) {
    return pulse.beat(own);
  }

  @Override
  public List<Sign> nodes(Duration within) {
    return pulse.nodes(within);
  }

  @Override
  public Optional<Lease> acquire(String node, long seen, Duration length) {
    Optional<byte[]> epoch =
        link.call(
            keys.lease(),
            "take the lease",
            redis ->
                ACQUIRE
                    .<byte[]>run(
                        redis,
                        List.of(keys.lease(), keys.epoch()),
                        bytes(node),
                        bytes(token),
                        bytes(exact(seen)),
                        millis(length))
                    .thenApply(Optional::ofNullable));
    return epoch.map(e -> new Lease(node, token, Long.parseLong(text(e))));
  }

  /** As it lies in Redis; the node comes last, since it may hold anything. */
  private static byte[] bytes(Lease lease) {
    return bytes(lease.epoch() + " " + lease.token() + " " + lease.node());
  }

  /** Whose it is, of what lies in Redis. */
  static String holder(String lease) {
    String[] parts = lease.split(" ", 3);
    return parts[parts.length - 1];
  }

  @Override
  public boolean renew(Lease lease, Duration length) {
    byte[] until = millis(length);
    return ask("renew the lease", RENEW, List.of(keys.lease()), bytes(lease), until) == 1;
  }

  @Override
  public void release(Lease lease) {
    ask("give the lease back", RELEASE, List.of(keys.lease()), bytes(lease));
  }

  @Override
  public void raise(long epoch) {
    ask("raise the epoch", RAISE, List.of(keys.epoch()), bytes(exact(epoch)));
  }

  @Override
  public void show(Lease lease, byte[] view) {
    List<String> both = List.of(keys.lease(), keys.view());
    ask("show the view", SHOW, both, bytes(lease), small(view, "view"));
  }

  private long ask(String what, RedisScript script, List<String> all, byte[]... arguments) {
    return link.<Long>call(keys.lease(), what, redis -> script.run(redis, all, arguments));
  }

  @Override
  public Outcome publish(Lease lease, Publication publication, byte[] news) {
    Version version = publication.version();
    if (version.epoch() != lease.epoch()) {
      throw new IllegalArgumentException(version + " is not of the lease's epoch " + lease.epoch());
    }
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes(lease));
    arguments.add(bytes(exact(version.epoch())));
    arguments.add(bytes(exact(version.seq())));
    arguments.add(bytes(version.toString()));
    arguments.add(small(publication.snapshot(), "snapshot"));
    arguments.add(small(publication.memory(), "memory"));
    arguments.add(small(news, "news"));
    addDecisions(arguments, publication.decisions());
    List<String> all =
        List.of(
            keys.lease(),
            keys.version(),
            keys.snapshot(),
            keys.memory(),
            keys.decisions(),
            keys.news());
    return outcome("publish the snapshot", PUBLISH, all, arguments);
  }

  @Override
  public Outcome keep(Lease lease, byte[] memory, List<StoredDecision> decisions) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes(lease));
    arguments.add(small(memory, "memory"));
    addDecisions(arguments, decisions);
    List<String> all = List.of(keys.lease(), keys.memory(), keys.decisions());
    return outcome("keep the memory", KEEP, all, arguments);
  }

  /** Their bound, and then, of more than are kept only the newest: no script runs longer. */
  private void addDecisions(List<byte[]> arguments, List<StoredDecision> decisions) {
    arguments.add(bytes("" + bounds.decisions()));
    decisions.stream()
        .skip(Math.max(0, decisions.size() - bounds.decisions()))
        .map(StoredForms::decision)
        .forEach(arguments::add);
  }

  private Outcome outcome(
      String what, RedisScript script, List<String> all, List<byte[]> arguments) {
    byte[][] sent = arguments.toArray(byte[][]::new);
    byte[] outcome = link.call(keys.lease(), what, redis -> script.run(redis, all, sent));
    return Outcome.valueOf(text(outcome));
  }

  @Override
  public Optional<Publication> published() {
    List<KeyValue<String, byte[]>> read =
        link.call(
            keys.version(),
            "read the snapshot",
            redis -> redis.mget(keys.version(), keys.snapshot(), keys.memory()));
    if (read.stream().anyMatch(KeyValue::isEmpty)) {
      return Optional.empty();
    }
    return version(read.get(0).getValue())
        .map(v -> new Publication(v, read.get(1).getValue(), read.get(2).getValue(), List.of()));
  }

  /** Empty if it is none: then nothing is published, as far as a node can tell. */
  static Optional<Version> version(byte[] bytes) {
    try {
      return Optional.of(Version.parse(text(bytes)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<byte[]> memory() {
    return get(keys.memory(), "read the memory");
  }

  @Override
  public Optional<byte[]> shown() {
    return get(keys.view(), "read the view");
  }

  private Optional<byte[]> get(String key, String what) {
    return link.call(key, what, redis -> redis.get(key).thenApply(Optional::ofNullable));
  }

  @Override
  public void append(String service, byte[] entry) {
    logs.append(service, entry);
  }

  @Override
  public List<LogEntry> read(String service, Optional<String> after, Duration within, int most) {
    return logs.read(service, after, within, most);
  }

  @Override
  public void listen(Consumer<byte[]> who) {
    Consumer<byte[]> whileOpen =
        news -> {
          if (!closed) {
            who.accept(news);
          }
        };
    link.subscribe(keys.news(), whileOpen, () -> whileOpen.accept(new byte[0]));
  }

  /** Who listens is told nothing any more. */
  @Override
  public void close() {
    closed = true;
  }

  private static byte[] small(byte[] body, String what) {
    if (body.length > MOST_BYTES) {
      throw new StoreException(
          "a " + what + " of " + body.length + " bytes is more than Redis is given: " + MOST_BYTES);
    }
    return body;
  }

  private static String exact(long number) {
    if (number < 0 || number >= EXACT) {
      throw new IllegalArgumentException("not from 0 to 2^53 - 1: " + number);
    }
    return "" + number;
  }

  static byte[] millis(Duration length) {
    if (length.toMillis() < 1) {
      throw new IllegalArgumentException("not even a millisecond: " + length);
    }
    return bytes("" + length.toMillis());
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
