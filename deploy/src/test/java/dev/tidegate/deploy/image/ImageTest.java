package dev.tidegate.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Laws of the image, of the product as it was just packaged:
 *
 * <ol>
 *   <li>The same input makes the same bytes, the runtime linked anew.
 *   <li>Our jars lie apart from those of others, in the last and smallest layer.
 *   <li>It says how it is to be run: as nobody, on which ports, with which volume.
 *   <li>It runs: unpacked, with a root that cannot be written, its entry point serves.
 *   <li>Upon a base there is no system of our own.
 *   <li>The runtime has every module that the jars refer to.
 *   <li>A program is never put over another.
 * </ol>
 */
@TestMethodOrder(MethodOrderer.MethodName.class)
class ImageTest {
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final List<String> FLAGS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Djava.awt.headless=true");
  private static final String CONFIG =
      """
      server: {public: {host: 127.0.0.1, port: 0}, operator: {host: 127.0.0.1, port: 0}}
      store: {kind: embedded, path: /var/lib/tidegate}
      services: {live: {cdns: {a: {base-url: "http://a.example.com", weight: 1}, b: {base-url: "http://b.example.com", weight: 1}}}}
      """;

  @TempDir private static Path temp;
  private static Jars jars;
  private static Image image;
  private static Program program;
  private static Path tar;
  private static Unpacked unpacked;

  @BeforeAll
  static void makeOne() throws Exception {
    jars = BuiltJars.in(directory("jars"));
    image = new Image(jars, JDK, Optional.empty(), FLAGS);
    Path scratch = directory("first");
    program = Program.assemble(jars, JDK, Path.of("/opt/tidegate"), FLAGS, scratch);
    tar = temp.resolve("first.tar");
    image.write(program, scratch, tar);
    unpacked = Unpacked.of(tar, directory("unpacked"));
  }

  @Test
  void _1_sameInputSameBytes() throws Exception {
    Path again = temp.resolve("again.tar");
    image.write(directory("second"), again);
    assertThat(Files.mismatch(tar, again)).as("first byte that differs").isEqualTo(-1);
  }

  @Test
  void _2_ourJarsLieApart() throws Exception {
    List<Path> layers = unpacked.layers();
    assertThat(layers).hasSize(4);
    assertThat(unpacked.names(layers.get(2)))
        .filteredOn(name -> name.endsWith(".jar"))
        .hasSameSizeAs(jars.others())
        .noneMatch(name -> name.contains("launcher"));
    assertThat(unpacked.names(layers.get(3)))
        .filteredOn(name -> name.endsWith(".jar"))
        .hasSameSizeAs(jars.own())
        .anyMatch(name -> name.contains("steering-api"));
    assertThat(Files.size(layers.get(3))).isLessThan(10 << 20);
    System.out.printf("image: %,d bytes%n", Files.size(tar));
  }

  @Test
  void _3_saysHowItIsToBeRun() throws Exception {
    JsonObject config = unpacked.config();
    assertThat(config.get("User").getAsString()).isEqualTo("65532:65532");
    assertThat(config.getAsJsonObject("ExposedPorts").keySet())
        .containsExactlyInAnyOrder("8080/tcp", "8081/tcp", "53/tcp", "53/udp");
    assertThat(config.getAsJsonObject("Volumes").keySet()).containsExactly("/var/lib/tidegate");
    assertThat(config.getAsJsonArray("Cmd").toString())
        .isEqualTo("[\"serve\",\"--config\",\"/etc/tidegate/tidegate.yaml\"]");
    assertThat(
            config.getAsJsonObject("Labels").get("org.opencontainers.image.version").getAsString())
        .isEqualTo(jars.version());
  }

  @Test
  void _4_itRuns() throws Exception {
    Unpacked.requireMounts();
    Path root = directory("root");
    unpacked.layOut(root);
    Files.writeString(root.resolve("etc/tidegate/tidegate.yaml"), CONFIG);
    Path data = directory("data");
    Tool.run(List.of("chown", "65532:65532", data.toString()));
    String said =
        unpacked.run(
            root,
            data,
            List.of("serve", "--config", "/etc/tidegate/tidegate.yaml", "--until-ready"));
    assertThat(said).contains("tidegate is ready").doesNotContain("Exception");
    assertThat(data.resolve("tidegate.db")).exists();
  }

  @Test
  void _5_uponABaseNoSystemOfOurOwn() throws Exception {
    Path upon = temp.resolve("upon.tar");
    Path scratch = directory("third");
    new Image(jars, JDK, Optional.of(tar), FLAGS).write(program, scratch, upon);
    Unpacked both = Unpacked.of(upon, directory("unpacked-upon"));
    List<String> names = both.layers().stream().map(Jars::name).toList();
    List<String> below = unpacked.layers().stream().map(Jars::name).toList();
    assertThat(names).hasSize(7).startsWith(below.toArray(String[]::new));
    List<String> ours = below.subList(1, 4);
    assertThat(names).endsWith(ours.toArray(String[]::new));
  }

  @Test
  void _6_everyModuleThatTheJarsReferTo() throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                JDK.resolve("bin/jdeps").toString(),
                "--multi-release",
                "25",
                "--ignore-missing-deps",
                "--print-module-deps"));
    jars.all().forEach(jar -> command.add(jar.toString()));
    String said = Tool.run(command).lines().toList().getLast();
    Set<String> asked = new TreeSet<>(Arrays.asList(said.split(",")));
    assertThat(asked).contains("java.base").isSubsetOf(JavaRuntime.REFERRED_TO);
  }

  @Test
  void _7_neverOverAnother() throws Exception {
    Path home = directory("home");
    Files.createFile(home.resolve("something"));
    assertThatThrownBy(() -> Program.install(jars, JDK, FLAGS, home))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not empty");
  }

  private static Path directory(String name) throws IOException {
    return Files.createDirectory(temp.resolve(name));
  }
}
