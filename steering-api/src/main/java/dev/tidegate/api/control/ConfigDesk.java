package dev.tidegate.api.control;

import dev.tidegate.api.config.ConfigException;
import dev.tidegate.api.config.ConfigLoader;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.loop.Steering;
import dev.tidegate.api.store.StaleVersionException;
import dev.tidegate.api.store.Store;
import dev.tidegate.api.store.Store.AuditDraft;
import dev.tidegate.api.store.Store.ConfigVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Configuration versions: read, put, restored. What is put is validated, stored, then in force. */
final class ConfigDesk {
  private static final String YAML = "application/yaml";
  private static final Set<String> TYPES =
      Set.of(YAML, "application/x-yaml", "text/yaml", "text/x-yaml", "text/plain");

  private final Store store;
  private final ConfigLoader loader;
  private final Path source;
  private final Steering steering;
  private final Levers levers;
  private final EventFeed feed;

  ConfigDesk(
      Store store,
      ConfigLoader loader,
      Path source,
      Steering steering,
      Levers levers,
      EventFeed feed) {
    this.store = store;
    this.loader = loader;
    this.source = source;
    this.steering = steering;
    this.levers = levers;
    this.feed = feed;
  }

  Reply get(Call call) {
    ConfigVersion newest = newest();
    String tag = quoted(newest.etag());
    boolean known = call.header("if-none-match").map(h -> matches(h, newest.etag())).orElse(false);
    return new Reply.Whole(
        known ? 304 : 200,
        YAML,
        Map.of("ETag", tag, "X-Config-Version", Long.toString(newest.version())),
        known ? new byte[0] : newest.yaml());
  }

  private ConfigVersion newest() {
    return store
        .config()
        .orElseThrow(() -> Problem.notFound("no configuration is stored").asException());
  }

  Reply put(Call call) {
    String reason = call.reason();
    checkType(call);
    return take(call, call.body(), reason, "config.put");
  }

  private static void checkType(Call call) {
    String type = call.header("content-type").orElse(YAML).split(";", 2)[0].strip();
    if (!TYPES.contains(type.toLowerCase(Locale.ROOT))) {
      throw Problem.of(415, "Unsupported media type", "send the configuration as " + YAML)
          .asException();
    }
  }

  Reply restore(Call call) {
    Optional<String> inBody =
        call.body().length == 0
            ? Optional.empty()
            : Fields.read(call.body(), Set.of("reason")).text("reason");
    String reason = Call.reason(inBody.or(() -> call.param("reason")));
    ConfigVersion old = version(call);
    return take(call, old.yaml(), reason, "config.restore");
  }

  private ConfigVersion version(Call call) {
    String text = call.variable("version");
    return Optional.of(text)
        .filter(t -> t.matches("\\d{1,18}"))
        .flatMap(t -> store.configVersion(Long.parseLong(t)))
        .orElseThrow(() -> Problem.notFound("no such configuration version").asException());
  }

  private Reply take(Call call, byte[] yaml, String reason, String action) {
    TidegateConfig config = check(yaml);
    List<String> waiting = levers.needsRestart(config);
    if (call.dryRun()) {
      expected(call, newest());
      return Reply.json(200, withRestart(previewOf(config, call), waiting));
    }
    ConfigVersion stored = inForce(call, config, yaml, reason, action);
    feed.auditGrew();
    ObjectNode answer = Json.object().put("version", stored.version()).put("etag", stored.etag());
    return Reply.json(200, withRestart(answer, waiting), Map.of("ETag", quoted(stored.etag())));
  }

  private ConfigVersion inForce(
      Call call, TidegateConfig config, byte[] yaml, String reason, String action) {
    Runnable ready = levers.ready(config);
    Lock changing = levers.changing();
    changing.lock();
    try {
      ConfigVersion before = newest();
      Optional<String> expected = expected(call, before);
      ConfigVersion stored =
          store(yaml, call, expected, v -> audit(call, action, reason, before, v));
      ready.run();
      return stored;
    } finally {
      changing.unlock();
    }
  }

  private ConfigVersion store(
      byte[] yaml,
      Call call,
      Optional<String> expected,
      Function<ConfigVersion, AuditDraft> audit) {
    try {
      return store.putConfig(yaml, call.caller().name(), expected, call.now(), audit);
    } catch (StaleVersionException e) {
      throw stale("another version was put just now");
    }
  }

  private static AuditDraft audit(
      Call call, String action, String reason, ConfigVersion before, ConfigVersion after) {
    return new AuditDraft(
        call.now(),
        call.caller().name(),
        action,
        "config",
        reason,
        summary(before.etag(), before.version()),
        summary(after.etag(), after.version()));
  }

  private TidegateConfig check(byte[] yaml) {
    try {
      return loader.load(yaml, source);
    } catch (ConfigException e) {
      throw Problem.faults(e.faults()).asException();
    }
  }

  /** The ETag that must still be the newest; checked here and again by the store. */
  private static Optional<String> expected(Call call, ConfigVersion newest) {
    Optional<String> header = call.header("if-match").filter(h -> !h.strip().equals("*"));
    header
        .filter(h -> !matches(h, newest.etag()))
        .ifPresent(
            h -> {
              throw stale("the newest version is " + quoted(newest.etag()));
            });
    return header.map(h -> newest.etag());
  }

  private static ProblemException stale(String detail) {
    return Problem.of(412, "Stale version", detail).asException();
  }

  private ObjectNode previewOf(TidegateConfig config, Call call) {
    return Words.dryRun(Previews.configured(config, steering, store.overrides(call.now())));
  }

  private static ObjectNode withRestart(ObjectNode answer, List<String> waiting) {
    ArrayNode list = answer.putArray("needsRestart");
    waiting.forEach(list::add);
    return answer;
  }

  Reply versions(Call call) {
    call.onlyParams(Set.of("limit", "cursor"));
    int limit = call.limit();
    long below = call.numberedCursor().orElse(Long.MAX_VALUE);
    List<ConfigVersion> found =
        store.configVersions().stream().filter(v -> v.version() < below).limit(limit + 1L).toList();
    Optional<String> next =
        found.size() > limit
            ? Optional.of(Long.toString(found.get(limit - 1).version()))
            : Optional.empty();
    return Reply.json(
        200, Json.list(found.stream().limit(limit).map(ConfigDesk::json).toList(), next));
  }

  Reply one(Call call) {
    ConfigVersion version = version(call);
    return new Reply.Whole(200, YAML, Map.of("ETag", quoted(version.etag())), version.yaml());
  }

  private static ObjectNode json(ConfigVersion version) {
    ObjectNode node = Json.object().put("version", version.version()).put("actor", version.actor());
    return Json.put(node, "at", version.at()).put("etag", version.etag());
  }

  private static String summary(String etag, long version) {
    return Json.text(Json.object().put("version", version).put("etag", etag));
  }

  private static String quoted(String etag) {
    return "\"" + etag + "\"";
  }

  /** Whether a list of entity tags names this one; weak tags never match. */
  private static boolean matches(String header, String etag) {
    for (String tag : header.split(",")) {
      if (tag.strip().equals(quoted(etag)) || tag.strip().equals("*")) {
        return true;
      }
    }
    return false;
  }
}
