package dev.tidegate.api.redis;

/**
 * The names under which an installation keeps its things. All but logs carry one hash tag, so that
 * a Cluster keeps them on one shard and one script can change several at once.
 *
 * @param prefix {@code [A-Za-z0-9._-]{1,64}}: tells installations that share a Redis apart
 */
public record RedisKeys(String prefix) {
  public RedisKeys {
    if (!prefix.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          "a prefix is 1 to 64 letters, digits, '.', '_' or '-', but is " + prefix);
    }
  }

  private String of(String name) {
    return "{" + prefix + "}:" + name;
  }

  /** The highest epoch ever given, in decimal; only rises. */
  public String epoch() {
    return of("epoch");
  }

  /** Who leads. */
  public String lease() {
    return of("lease");
  }

  /** The version of the published snapshot. */
  public String version() {
    return of("version");
  }

  /** The published snapshot. */
  public String snapshot() {
    return of("snapshot");
  }

  /** What the engine left behind. */
  public String memory() {
    return of("memory");
  }

  /** What the leader shows to people. */
  public String view() {
    return of("view");
  }

  /** Signs of life. */
  public String nodes() {
    return of("nodes");
  }

  /** A list of {@link StoredForms#decision}, the newest first. */
  public String decisions() {
    return of("decisions");
  }

  /** The head of the audit chain, {@code seq hash}; changes with every operator's write. */
  public String head() {
    return of("head");
  }

  /** The channel on which a publication is told. */
  public String news() {
    return of("news");
  }

  /** What nodes heard of a service: a log, with a tag of its own. */
  String heard(String service) {
    return "{" + prefix + ":" + service + "}:heard";
  }

  /** A hash: seq to entry. */
  String audit() {
    return of("audit");
  }

  /** A sorted set: the newest operations by their ids, scored by their seq. */
  String applied() {
    return of("applied");
  }

  /** A sorted set: what was written, scored by when. */
  String written() {
    return of("written");
  }

  /** A hash: id to override. */
  String overrides() {
    return of("overrides");
  }

  /** The number of the newest override id. */
  String overrideLast() {
    return of("override-last");
  }

  /** A hash: version to what it is, without its text; and {@code newest}. */
  String configs() {
    return of("configs");
  }

  /** A hash: version to its text. */
  String texts() {
    return of("texts");
  }

  /** A hash: kind/name to text. */
  String documents() {
    return of("documents");
  }

  /** A hash: name to secret. */
  String secrets() {
    return of("secrets");
  }

  /** Stands while a migration is under way. */
  String migrating() {
    return of("migrating");
  }
}
