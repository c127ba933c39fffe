package dev.tidegate.api.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The laws on a Cluster of three shards; and logs are spread over it. */
class RedisCommonsClusterTest extends RedisCommonsContract {
  @Override
  Servers serve(Path directory) {
    RedisGroup group = RedisGroup.cluster(directory);
    return new Servers(group.uri(), group.server(0), group::close);
  }

  @Test
  void logsAreSpreadOverTheShards() {
    Set<String> places = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      String service = "service" + i;
      a.append(service, bytes("x"));
      places.add(first.place(keys().heard(service)));
    }
    assertThat(places).hasSize(3);
  }
}
