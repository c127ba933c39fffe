package dev.tidegate.api.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.api.steer.TestConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeoTest {
  private final Geo geo = new Geo(TestConfig.create().build());

  private static byte[] address(String text) {
    return Addresses.parse(text).orElseThrow();
  }

  @Test
  void theLongestPrefixWins() {
    assertThat(geo.locate(address("10.1.9.9"), Geo.Claim.NONE).region()).isEqualTo("in-west");
    assertThat(geo.locate(address("10.1.2.9"), Geo.Claim.NONE).region()).isEqualTo("in-south");
    assertThat(geo.locate(address("10.2.0.1"), Geo.Claim.NONE).region()).isEqualTo("default");
    assertThat(geo.locate(address("2001:db8:1:9::1"), Geo.Claim.NONE).region())
        .isEqualTo("in-west");
    assertThat(geo.locate(address("2001:db8:2::1"), Geo.Claim.NONE).region()).isEqualTo("default");
    assertThat(geo.locate(address("::ffff:10.1.2.3"), Geo.Claim.NONE).region())
        .isEqualTo("in-south");
  }

  @Test
  void longestMatchAgreesWithSearchingAll() {
    long seed = 31;
    Random random = new Random(seed);
    Map<String, String> prefixes = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      int length = random.nextInt(33);
      int bits = length == 0 ? 0 : (random.nextInt(16) << 28) & (-1 << (32 - length));
      prefixes.put(dotted(bits) + "/" + length, dotted(bits) + "/" + length);
    }
    PrefixTable<String> table = new PrefixTable<>(prefixes);
    for (int i = 0; i < 5000; i++) {
      int at = random.nextInt();
      Optional<String> best = Optional.empty();
      for (String cidr : prefixes.keySet()) {
        int length = Integer.parseInt(cidr.substring(cidr.indexOf('/') + 1));
        int bits = bits(address(cidr.substring(0, cidr.indexOf('/'))));
        boolean holds = length == 0 || at >>> (32 - length) == bits >>> (32 - length);
        if (holds && best.map(b -> length(b) < length).orElse(true)) {
          best = Optional.of(cidr);
        }
      }
      assertThat(table.find(address(dotted(at))))
          .as("seed %d, %s", seed, dotted(at))
          .isEqualTo(best);
    }
  }

  private static int length(String cidr) {
    return Integer.parseInt(cidr.substring(cidr.indexOf('/') + 1));
  }

  private static int bits(byte[] octets) {
    return java.nio.ByteBuffer.wrap(octets).getInt();
  }

  private static String dotted(int bits) {
    return (bits >>> 24) + "." + (bits >> 16 & 255) + "." + (bits >> 8 & 255) + "." + (bits & 255);
  }

  @Test
  void prefixesThatAreNoneAreRefused() {
    for (String bad : List.of("10.0.0.0/33", "x/8", "10.0.0.0/-1", "10.0.0.0/y", "::/129")) {
      assertThatThrownBy(() -> new PrefixTable<>(Map.of(bad, "r")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(bad);
    }
  }

  @Test
  void onlyTrustedProxiesAreBelieved() {
    byte[] proxy = address("127.0.0.1");
    assertThat(geo.client(address("8.8.8.8"), List.of("1.2.3.4"))).isEqualTo(address("8.8.8.8"));
    assertThat(geo.client(proxy, List.of())).isEqualTo(proxy);
    assertThat(geo.client(proxy, List.of("1.1.1.1, 2.2.2.2"))).isEqualTo(address("2.2.2.2"));
    assertThat(geo.client(proxy, List.of("1.1.1.1", "2.2.2.2, 127.0.0.9")))
        .isEqualTo(address("2.2.2.2"));
    assertThat(geo.client(proxy, List.of("9.9.9.9:80,[2001:db8::7]:443")))
        .isEqualTo(address("2001:db8::7"));
    assertThat(geo.client(proxy, List.of("1.1.1.1, unknown"))).isEqualTo(proxy);
    assertThat(geo.client(proxy, List.of(",,,,"))).isEqualTo(proxy);
    assertThat(geo.client(proxy, List.of("127.0.0.3, 127.0.0.2"))).isEqualTo(address("127.0.0.3"));
  }

  @Test
  void claimsAreTakenWhereTheyAreHandedIn() {
    Viewer viewer =
        geo.locate(
            address("8.8.8.8"),
            new Geo.Claim(Optional.of("in-west"), OptionalLong.of(55836), Optional.of("tv")));
    assertThat(viewer.region()).isEqualTo("in-west");
    assertThat(viewer.network()).isEqualTo("jio");
    assertThat(viewer.country()).contains("IN");
    assertThat(viewer.device()).contains("tv");
    assertThat(geo.locate(address("8.8.8.8"), Geo.Claim.NONE).knownNetwork()).isEmpty();
    assertThat(
            geo.locate(
                address("8.8.8.8"),
                new Geo.Claim(Optional.of("nowhere"), OptionalLong.of(1), Optional.empty())))
        .matches(
            v -> v.region().equals("default") && v.knownNetwork().equals(Optional.of("other")));
  }

  @Test
  void databasesGiveSubdivisionsBeforeCountriesBeforeParents(@TempDir Path dir) throws IOException {
    Path file = dir.resolve("city.mmdb");
    Files.write(
        file,
        Mmdb.of(
            Map.of(
                "20.0.0.0/8", Mmdb.place("IN", "MH"),
                "21.0.0.0/8", Mmdb.place("IN", "XX"),
                "22.0.0.0/8", Mmdb.place("FR", "75"),
                "23.0.0.0/8", Mmdb.place("FR", "13"),
                "24.0.0.0/8", Mmdb.place("US", "CA"))));
    Geo with = new Geo(TestConfig.create().city(file).build());
    assertThat(region(with, "20.1.1.1")).isEqualTo("in-west");
    assertThat(region(with, "21.1.1.1")).isEqualTo("in");
    assertThat(region(with, "22.1.1.1")).isEqualTo("eu-fr");
    assertThat(region(with, "23.1.1.1")).isEqualTo("eu");
    assertThat(region(with, "24.1.1.1")).isEqualTo("default");
    assertThat(with.locate(address("24.1.1.1"), Geo.Claim.NONE).country()).contains("US");
    assertThat(region(with, "25.1.1.1")).isEqualTo("default");
    Files.write(file, Mmdb.of(Map.of("25.0.0.0/8", Mmdb.place("IN", "MH"))));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    with.refresh();
    assertThat(region(with, "25.1.1.1")).isEqualTo("in-west");
    Files.writeString(file, "broken");
    Files.setLastModifiedTime(file, FileTime.fromMillis(2));
    with.refresh();
    assertThat(region(with, "25.1.1.1")).isEqualTo("in-west");
  }

  private static String region(Geo geo, String address) {
    return geo.locate(address(address), Geo.Claim.NONE).region();
  }

  @Test
  void aDatabaseThatIsNotThereLeavesPrefixesAndDefault(@TempDir Path dir) {
    Geo without = new Geo(TestConfig.create().city(dir.resolve("none.mmdb")).build());
    assertThat(region(without, "10.1.2.3")).isEqualTo("in-south");
    assertThat(region(without, "20.1.1.1")).isEqualTo("default");
  }
}
