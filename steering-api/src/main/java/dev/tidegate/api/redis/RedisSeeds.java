package dev.tidegate.api.redis;

import io.lettuce.core.RedisURI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where to begin to look for the masters: what the configuration's URI says.
 *
 * @param nodes the servers, or the sentinels, or some nodes of the cluster
 * @param like what else is needed to speak to a master: user, password, TLS, database
 * @param group the name that sentinels know the master by; empty otherwise
 */
record RedisSeeds(Kind kind, List<RedisURI> nodes, RedisURI like, String group) {
  /** What kind of installation it is. */
  enum Kind {
    ALONE,
    SENTINEL,
    CLUSTER
  }

  private static final String MARK = "://";

  /**
   * @param uri {@code redis[s]://}, {@code redis[s]-sentinel://h1,h2#group} or {@code
   *     redis[s]-cluster://h1:p1,h2:p2}
   * @throws IllegalArgumentException if it is none of them; without the URI, which may hold a
   *     password
   */
  static RedisSeeds parse(String uri) {
    int mark = uri.indexOf(MARK);
    String scheme = mark < 0 ? "" : uri.substring(0, mark).toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "redis", "rediss" -> {
        RedisURI one = create(uri);
        yield new RedisSeeds(Kind.ALONE, List.of(one), one, "");
      }
      case "redis-sentinel", "rediss-sentinel" -> sentinels(create(uri));
      case "redis-cluster" -> cluster("redis", uri.substring(mark + MARK.length()));
      case "rediss-cluster" -> cluster("rediss", uri.substring(mark + MARK.length()));
      default ->
          throw new IllegalArgumentException(
              "not a URI of redis://, rediss://, redis-sentinel:// or redis-cluster://");
    };
  }

  private static RedisSeeds sentinels(RedisURI uri) {
    String group = uri.getSentinelMasterId();
    if (group == null || group.isEmpty()) {
      throw new IllegalArgumentException("a redis-sentinel:// URI ends with #name-of-the-master");
    }
    return new RedisSeeds(Kind.SENTINEL, List.copyOf(uri.getSentinels()), uri, group);
  }

  private static RedisSeeds cluster(String scheme, String rest) {
    int at = rest.lastIndexOf('@');
    String user = rest.substring(0, at + 1);
    int slash = rest.indexOf('/', at + 1);
    String hosts = rest.substring(at + 1, slash < 0 ? rest.length() : slash);
    String tail = slash < 0 ? "" : rest.substring(slash);
    List<RedisURI> nodes = new ArrayList<>();
    for (String host : hosts.split(",")) {
      nodes.add(create(scheme + MARK + user + host.strip() + tail));
    }
    return new RedisSeeds(Kind.CLUSTER, List.copyOf(nodes), nodes.getFirst(), "");
  }

  private static RedisURI create(String uri) {
    try {
      return RedisURI.create(uri);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a Redis URI that can be read: " + e.getClass());
    }
  }

  /** The same, known to be of a cluster. */
  RedisSeeds asCluster() {
    return new RedisSeeds(Kind.CLUSTER, nodes, like, "");
  }

  /** A master at this address, spoken to as the URI says. */
  RedisURI at(String host, int port) {
    RedisURI.Builder builder =
        RedisURI.builder()
            .withHost(host)
            .withPort(port)
            .withSsl(like.isSsl())
            .withStartTls(like.isStartTls())
            .withVerifyPeer(like.getVerifyMode())
            .withDatabase(kind == Kind.CLUSTER ? 0 : like.getDatabase());
    RedisURI made = builder.build();
    made.setCredentialsProvider(like.getCredentialsProvider());
    return made;
  }
}
