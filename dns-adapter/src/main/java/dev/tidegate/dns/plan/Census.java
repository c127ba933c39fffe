package dev.tidegate.dns.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A zone's records by scope: what is at names that we would write, and whose it is.
 *
 * @param scopes every scope of which a name or the ownership record exists
 */
public record Census(SortedMap<String, Scope> scopes) {
  public Census {
    scopes = Collections.unmodifiableSortedMap(new TreeMap<>(scopes));
  }

  /**
   * @param claim the ownership record, if it is one that this layout wrote
   * @param claimText what stands where the ownership record would, whoever wrote it
   * @param records those of the types we write
   * @param others record sets at these names of types that we do not write
   */
  public record Scope(
      Optional<Ownership> claim,
      List<String> claimText,
      SortedMap<RecordKey, RecordData> records,
      List<RecordKey> others) {
    static final Scope EMPTY =
        new Scope(Optional.empty(), List.of(), Collections.emptySortedMap(), List.of());

    /** True if the record says that {@code owner} owns it. */
    public boolean isOf(String owner) {
      return claim.map(c -> c.owner().equals(owner)).orElse(false);
    }

    /** True if nobody wrote anything here. */
    public boolean isVacant() {
      return claimText.isEmpty() && records.isEmpty() && others.isEmpty();
    }

    /** True if what stands there is not what was last written there. */
    public boolean drifted() {
      return claim.map(c -> !c.hash().equals(Ownership.hash(records))).orElse(false);
    }
  }

  /** What stands in one scope; an empty one if nothing does. */
  public Scope of(String scope) {
    return scopes.getOrDefault(scope, Scope.EMPTY);
  }

  /** The scopes of {@code owner}. */
  public Stream<Map.Entry<String, Scope>> ownedBy(String owner) {
    return scopes.entrySet().stream().filter(e -> e.getValue().isOf(owner));
  }

  /** Sorts a zone's records by the scopes of a layout. */
  public static Census of(ZoneContent zone, Layout layout) {
    Map<String, SortedMap<RecordKey, RecordData>> records = new TreeMap<>();
    Map<String, List<RecordKey>> others = new TreeMap<>();
    Map<String, List<String>> claims = new TreeMap<>();
    zone.records()
        .forEach(
            (key, data) -> {
              Optional<String> claimed = Ownership.scope(key.name());
              if (claimed.isPresent()) {
                if (key.type().equals("TXT")) {
                  claims
                      .computeIfAbsent(claimed.get(), s -> new ArrayList<>())
                      .addAll(data.values());
                }
                return;
              }
              Optional<String> scope = layout.scopeOf(key.name());
              if (scope.isPresent() && layout.types().contains(key.type())) {
                records.computeIfAbsent(scope.get(), s -> new TreeMap<>()).put(key, data);
              } else if (scope.isPresent()) {
                others.computeIfAbsent(scope.get(), s -> new ArrayList<>()).add(key);
              }
            });
    TreeMap<String, Scope> scopes = new TreeMap<>();
    Stream.of(records.keySet(), others.keySet(), claims.keySet())
        .flatMap(names -> names.stream())
        .distinct()
        .forEach(
            scope -> {
              List<String> texts = claims.getOrDefault(scope, List.of());
              Optional<Ownership> claim =
                  texts.size() == 1
                      ? Ownership.parse(texts.getFirst())
                          .filter(c -> c.form().equals(layout.form()))
                      : Optional.empty();
              scopes.put(
                  scope,
                  new Scope(
                      claim,
                      texts,
                      Collections.unmodifiableSortedMap(
                          records.getOrDefault(scope, new TreeMap<>())),
                      List.copyOf(others.getOrDefault(scope, List.of()))));
            });
    return new Census(scopes);
  }
}
