package dev.tidegate.api.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a listener could not start on is a fault with its place. */
class TlsPairTest {
  @TempDir Path dir;

  @BeforeEach
  void files() throws IOException {
    for (String name :
        List.of(
            "ec.crt",
            "ec.key",
            "other.key",
            "rsa.crt",
            "rsa.key",
            "rsa-pkcs1.key",
            "ed.crt",
            "ed.key")) {
      TlsFiles.copy(name, dir.resolve(name));
    }
    Files.writeString(dir.resolve("empty"), "");
    Files.writeString(dir.resolve("cut.key"), start(Files.readString(dir.resolve("ec.key"))));
    Files.writeString(dir.resolve("cut.crt"), start(Files.readString(dir.resolve("ec.crt"))));
    Files.writeString(
        dir.resolve("both.pem"),
        Files.readString(dir.resolve("rsa.key"))
            + Files.readString(dir.resolve("rsa.crt"))
            + Files.readString(dir.resolve("ec.crt")));
  }

  /** Without the middle of its second line. */
  private static String start(String pem) {
    return pem.replaceFirst("\n(.{8})[^\n]*\n", "\n$1\n");
  }

  /** The faults of the pair at a plane, without the file's name. */
  private List<String> faults(String plane, String cert, String key) {
    String yaml =
        """
        server: {%s: {host: 0.0.0.0, tls: {cert: %s, key: %s}}}
        services: {live: {cdns: {a: {base-url: "https://a.example.com"}}}}
        """
            .formatted(plane, cert, key);
    Path source = dir.resolve("tidegate.yaml");
    try {
      new ConfigLoader(Map.of()).load(yaml.getBytes(UTF_8), source);
      return List.of();
    } catch (ConfigException e) {
      return e.faults().stream()
          .map(
              fault ->
                  fault.path().replace("server." + plane + ".tls.", "") + " " + fault.message())
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "public, ec.crt, ec.key",
    "public, rsa.crt, rsa.key",
    "public, both.pem, both.pem",
    "operator, ec.crt, ec.key",
    "operator, rsa.crt, rsa-pkcs1.key",
    "operator, ed.crt, ed.key"
  })
  void whatAListenerCanUse(String plane, String cert, String key) {
    assertThat(faults(plane, cert, key)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "public, ec.crt, other.key, key is not the key of the certificate in",
    "public, ec.crt, rsa.key, key is not the key of the certificate in",
    "operator, rsa.crt, ec.key, key is not the key of the certificate in",
    "public, ec.crt, empty, 'key \"empty\" holds no private key in PEM'",
    "public, empty, ec.key, 'cert \"empty\" holds no certificate in PEM'",
    "public, cut.crt, ec.key, 'cert \"cut.crt\" '",
    "public, ec.crt, cut.key, 'key \"cut.key\" '",
    "public, rsa.crt, rsa-pkcs1.key, 'key \"rsa-pkcs1.key\" is not in PKCS#8: write it by openssl'",
    "public, ed.crt, ed.key, 'key \"ed.key\" holds no key of kind RSA, EC'"
  })
  void whatItCannotUse(String plane, String cert, String key, String fault) {
    assertThat(faults(plane, cert, key)).singleElement().asString().startsWith(fault);
  }

  @Test
  void aPairTheWrongWayRoundIsWrongAtBothPlaces() {
    assertThat(faults("public", "ec.key", "ec.crt"))
        .containsExactly(
            "cert \"ec.key\" holds no certificate in PEM",
            "key \"ec.crt\" holds no private key in PEM");
  }
}
