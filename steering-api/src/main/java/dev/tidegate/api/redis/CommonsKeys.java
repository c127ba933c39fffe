package dev.tidegate.api.redis;

/**
 * The names of what nodes share. All but the logs carry one hash tag, so that a Cluster keeps them
 * on one shard and scripts may change them together; each service's log has a tag of its own.
 */
record CommonsKeys(
    String prefix,
    String lease,
    String epoch,
    String version,
    String snapshot,
    String memory,
    String view,
    String nodes,
    String decisions,
    String head,
    String news) {
  static CommonsKeys of(String prefix) {
    String tag = "{" + prefix + "}:";
    return new CommonsKeys(
        prefix,
        tag + "lease",
        tag + "epoch",
        tag + "version",
        tag + "snapshot",
        tag + "memory",
        tag + "view",
        tag + "nodes",
        tag + "decisions",
        tag + "head",
        tag + "news");
  }

  /** What nodes heard of a service. */
  String heard(String service) {
    return "{" + prefix + ":" + service + "}:heard";
  }
}
