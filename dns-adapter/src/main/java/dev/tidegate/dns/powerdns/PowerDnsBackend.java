package dev.tidegate.dns.powerdns;

import dev.tidegate.dns.plan.Census;
import dev.tidegate.dns.plan.Change;
import dev.tidegate.dns.plan.Layout;
import dev.tidegate.dns.plan.Ownership;
import dev.tidegate.dns.plan.Plan;
import dev.tidegate.dns.plan.RecordData;
import dev.tidegate.dns.plan.RecordKey;
import dev.tidegate.dns.plan.ScopePlan;
import dev.tidegate.dns.plan.ZoneContent;
import dev.tidegate.dns.reconcile.Backend;
import dev.tidegate.dns.reconcile.BackendException;
import dev.tidegate.dns.reconcile.BackendException.Kind;
import dev.tidegate.dns.reconcile.Capabilities;
import dev.tidegate.dns.reconcile.Expectation;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A zone on PowerDNS. Its interface has no condition on a change: the zone is read again just
 * before each write, so what is left to chance is the time between the two.
 */
public final class PowerDnsBackend implements Backend {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final PowerDnsApi api;
  private final URI base;
  private final String zone;
  private final Layout layout;
  private final List<RegionChoice> choices;
  private final int ttl;

  /**
   * @param zone absolute
   * @param key the server's {@code api-key}
   * @param ttl of ownership records, seconds
   */
  public PowerDnsBackend(URI base, String zone, String key, LuaLayout layout, int ttl) {
    this.api = new PowerDnsApi(base, zone, key);
    this.base = base;
    this.zone = zone;
    this.layout = layout;
    this.choices = layout.choices();
    this.ttl = ttl;
  }

  @Override
  public String name() {
    return "powerdns " + base.getAuthority() + " " + zone;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(true, Capabilities.Atomicity.PLAN, false, Duration.ofMillis(500));
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public ZoneContent observe() throws BackendException {
    try {
      return content(JSON.readTree(api.zone()));
    } catch (JacksonException e) {
      throw new BackendException(Kind.REJECTED, "the server's answer is no JSON", e);
    }
  }

  private static ZoneContent content(JsonNode zone) {
    TreeMap<RecordKey, RecordData> records = new TreeMap<>();
    for (JsonNode set : zone.path("rrsets")) {
      String type = set.path("type").asString("");
      List<String> values = new ArrayList<>();
      for (JsonNode record : set.path("records")) {
        if (!record.path("disabled").asBoolean(false)) {
          values.add(value(type, record.path("content").asString("")));
        }
      }
      if (!values.isEmpty()) {
        values.sort(null);
        records.put(
            RecordKey.of(set.path("name").asString("").toLowerCase(Locale.ROOT), type),
            new RecordData(set.path("ttl").asLong(0), values, OptionalInt.empty()));
      }
    }
    JsonNode serial = zone.path("serial");
    return new ZoneContent(
        serial.isNumber() ? Optional.of(serial.asLong()) : Optional.empty(), records);
  }

  private static String value(String type, String content) {
    return switch (type) {
      case "LUA" -> content.startsWith("CNAME ") ? LuaCode.content(LuaCode.code(content)) : content;
      case "TXT" -> content.replace("\"", "");
      default -> content;
    };
  }

  @Override
  public void apply(Plan plan) throws BackendException {
    Census census = Census.of(observe(), layout);
    for (ScopePlan scope : plan.scopes()) {
      Census.Scope there = census.of(scope.scope());
      if (!there.claim().equals(scope.from()) || !stands(scope, there)) {
        throw new BackendException(
            Kind.CONFLICT, scope.scope() + " is no longer what the plan was made from");
      }
    }
    api.patch(JSON.writeValueAsBytes(patch(plan)));
  }

  @Override
  public void forget(Set<String> names) throws BackendException {
    try {
      for (String name : names) {
        api.flush(name);
      }
    } catch (BackendException e) {
      throw new BackendException(
          Kind.UNKNOWN, "caches may hold what was before: " + e.getMessage(), e);
    }
  }

  private static boolean stands(ScopePlan scope, Census.Scope there) {
    return scope.changes().stream()
        .allMatch(
            change ->
                switch (change) {
                  case Change.Create(var key, var _) -> !there.records().containsKey(key);
                  case Change.Update(var key, var before, var _) ->
                      before.equals(there.records().get(key));
                  case Change.Delete(var key, var before) ->
                      before.equals(there.records().get(key));
                });
  }

  private ObjectNode patch(Plan plan) {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode sets = root.putArray("rrsets");
    for (ScopePlan scope : plan.scopes()) {
      for (Change change : scope.changes()) {
        switch (change) {
          case Change.Create(var key, var after) -> replace(sets.addObject(), key, after);
          case Change.Update(var key, var _, var after) -> replace(sets.addObject(), key, after);
          case Change.Delete(var key, var _) -> delete(sets.addObject(), key);
        }
      }
      RecordKey claim = RecordKey.of(Ownership.name(scope.scope()), "TXT");
      scope
          .to()
          .ifPresentOrElse(
              to -> replace(sets.addObject(), claim, RecordData.of(ttl, "\"" + to.text() + "\"")),
              () -> delete(sets.addObject(), claim));
    }
    return root;
  }

  private static void replace(ObjectNode set, RecordKey key, RecordData data) {
    set.put("name", key.name())
        .put("type", key.type())
        .put("ttl", data.ttl())
        .put("changetype", "REPLACE");
    ArrayNode records = set.putArray("records");
    data.values().forEach(v -> records.addObject().put("content", v).put("disabled", false));
  }

  private static void delete(ObjectNode set, RecordKey key) {
    set.put("name", key.name()).put("type", key.type()).put("changetype", "DELETE");
  }

  /** A program may be right for one region and broken for another: it is asked for each. */
  @Override
  public List<Expectation> expectations(RecordKey key, RecordData data) {
    List<Expectation> expected = new ArrayList<>();
    Set<String> hosts = hosts(data);
    expected.add(Expectation.of(key.name(), "CNAME", hosts));
    String code = LuaCode.code(data.value());
    for (RegionChoice choice : choices) {
      choice.prefixes().stream()
          .filter(prefix -> code.contains("'" + prefix + "'"))
          .findFirst()
          .ifPresent(
              prefix ->
                  expected.add(new Expectation(key.name(), "CNAME", hosts, Optional.of(prefix))));
    }
    return expected;
  }

  /** Everyone whom a program can answer with. */
  private static Set<String> hosts(RecordData data) {
    Set<String> hosts = new TreeSet<>();
    for (Map<String, Integer> table : LuaCode.tables(LuaCode.code(data.value()))) {
      table.forEach(
          (host, weight) -> {
            if (weight > 0) {
              hosts.add(host);
            }
          });
    }
    return hosts;
  }

  @Override
  public void close() {
    api.close();
  }
}
