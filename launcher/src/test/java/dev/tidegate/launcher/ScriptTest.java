package dev.tidegate.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real script in a house of cards: a Maven that writes down that it was called, and a Java that
 * prints its arguments.
 */
class ScriptTest {
  @TempDir private Path temp;
  private Path home;
  private Path jdk;
  private Path caller;

  @BeforeEach
  void houseOfCards() throws Exception {
    home = Files.createDirectories(temp.resolve("a house with spaces"));
    caller = Files.createDirectories(temp.resolve("caller"));
    Files.copy(Path.of("../tidegate"), home.resolve("tidegate"));
    Files.writeString(home.resolve("pom.xml"), "<modules>\n<module>launcher</module>\n</modules>");
    Files.createDirectories(home.resolve("launcher/src/main"));
    Files.writeString(home.resolve("launcher/pom.xml"), "<project/>");
    Files.writeString(home.resolve("launcher/src/main/A.java"), "class A {}");
    jdk = jdk("jdk", "25.0.3");
    program(
        temp.resolve("bin/mvn"),
        """
        if [ "$1" = -v ]; then echo "Apache Maven 3.9.9"; exit 0; fi
        echo "$PWD $JAVA_HOME $*" >> "%s/mvn.calls"
        [ -e "%s/broken" ] && { echo "[ERROR] /x/A.java:[1,1] ';' expected"; exit 1; }
        sleep 0.3
        mkdir -p launcher/target/lib launcher/target/io_uring
        echo x > launcher/target/lib/dep.jar
        echo x > launcher/target/io_uring/ring.jar
        echo x > launcher/target/launcher-0.1.0.jar
        """
            .formatted(temp, temp));
  }

  @Test
  void theCollectorIsG1ByNameUnlessAnotherIsNamed() throws Exception {
    assertThat(run(Map.of(), "serve").out()).contains("-XX:+UseG1GC", "-XX:MaxGCPauseMillis=10");
    assertThat(run(Map.of(), "rehearse").out())
        .contains("-XX:+UseG1GC")
        .doesNotContain("MaxGCPauseMillis");
    assertThat(run(Map.of(), "replay").out()).doesNotContain("MaxGCPauseMillis");
    for (String variable : List.of("TIDEGATE_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")) {
      for (String command : List.of("serve", "check")) {
        assertThat(run(Map.of(variable, "-Xmx1g -XX:+UseZGC"), command).out())
            .as("%s for %s", variable, command)
            .doesNotContain("UseG1GC", "MaxGCPauseMillis", "UseSerialGC");
      }
      assertThat(run(Map.of(variable, "-Xmx1g"), "serve").out()).contains("-XX:+UseG1GC");
    }
  }

  /** Netty takes io_uring wherever it finds it; behind all others, the start's cache still fits. */
  @Test
  void ioUringIsOnTheClassPathOnlyWhereItIsAskedFor() throws Exception {
    assertThat(run(Map.of(), "serve").out()).doesNotContain("ring.jar");
    assertThat(run(Map.of("TIDEGATE_IO_URING", "1"), "serve").out())
        .containsPattern("arg:.*/dep.jar:.*/launcher-0.1.0.jar:.*/io_uring/ring.jar\n");
  }

  @Test
  void buildsOnceThenRunsFromTheCallersDirectory() throws Exception {
    Ended first = run(Map.of(), "check", "--config", "my file.yaml");
    assertThat(first.code()).as(first.toString()).isZero();
    assertThat(first.err()).contains("building (first time");
    assertThat(first.out())
        .contains("arg:dev.tidegate.launcher.Main\narg:check\narg:--config\narg:my file.yaml\n")
        .contains("pwd:" + caller.toRealPath())
        .contains("arg:-Dtidegate.home=" + home.toRealPath());
    Ended second = run(Map.of(), "check");
    assertThat(second.err()).isEmpty();
    assertThat(builds()).hasSize(1).first().asString().contains(jdk.toString(), "package");
  }

  /** JVM warnings go to standard output by default, where {@code check} prints YAML. */
  @Test
  void whatTheVirtualMachineSaysIsNoOutput() throws Exception {
    assertThat(run(Map.of(), "check").out())
        .contains("arg:-Xlog:disable\narg:-Xlog:all=warning,aot*=error:stderr\n");
  }

  @Test
  void buildsAgainWhatIsStaleIntoAnotherDirectory() throws Exception {
    run(Map.of(), "check");
    String before = Files.readString(home.resolve("target/app.current"));
    Files.setLastModifiedTime(
        home.resolve("launcher/src/main/A.java"), FileTime.from(Instant.now().plusSeconds(5)));
    assertThat(run(Map.of(), "check").err()).contains("building what changed");
    assertThat(Files.readString(home.resolve("target/app.current"))).isNotEqualTo(before);
    assertThat(home.resolve("target").resolve(before.strip()).resolve("dep.jar"))
        .as("what runs meanwhile keeps its jars")
        .exists();
  }

  @Test
  void twoAtOnceBuildOnce() throws Exception {
    Process a = start(Map.of(), "check");
    Process b = start(Map.of(), "check");
    assertThat(end(a).code()).isZero();
    assertThat(end(b).code()).isZero();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void aBrokenBuildSaysWhereAndLeavesNothing() throws Exception {
    Files.createFile(temp.resolve("broken"));
    Ended ended = run(Map.of(), "check");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("/x/A.java:[1,1] ';' expected", "build.log");
    assertThat(home.resolve("target/app.current")).doesNotExist();
  }

  @Test
  void saysWhichJdkIsWanted() throws Exception {
    Path old = jdk("old", "17.0.15");
    Ended ended = run(Map.of("TIDEGATE_JAVA_HOME", old.toString()), "check");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("is JDK 17", "JDK 25 or later");
    assertThat(run(Map.of("TIDEGATE_JAVA_HOME", "/none"), "check").err())
        .contains("/none", "JDK 25 or later");
  }

  @Test
  void anOldJavaHomeIsPassedOver() throws Exception {
    Path old = jdk("old", "17.0.15");
    Files.createDirectories(temp.resolve("home/.sdkman/candidates/java"));
    Files.createSymbolicLink(temp.resolve("home/.sdkman/candidates/java/25.0.3-tem"), jdk);
    Ended ended = run(Map.of("TIDEGATE_JAVA_HOME", "", "JAVA_HOME", old.toString()), "check");
    // whichever it found, perhaps a real one of this machine, it is not the old one
    assertThat(builds()).hasSize(1).first().asString().doesNotContain(old.toString());
    assertThat(ended.err()).doesNotContain("is wanted");
  }

  @Test
  void theScriptsOwnCommandsHaveHelpAndRefuseWhatTheyDoNotKnow() throws Exception {
    for (String command : List.of("test", "format")) {
      assertThat(run(Map.of(), command, "--help").code()).as(command).isZero();
      assertThat(run(Map.of(), command, "--what").code()).as(command).isEqualTo(2);
    }
    assertThat(home.resolve("target")).as("nothing was built for that").doesNotExist();
  }

  private record Ended(int code, String out, String err) {}

  private Ended run(Map<String, String> environment, String... args) throws Exception {
    return end(start(environment, args));
  }

  private Process start(Map<String, String> environment, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(home.resolve("tidegate").toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(caller.toFile());
    builder.environment().remove("SDKMAN_DIR");
    builder.environment().put("HOME", temp.resolve("home").toString());
    builder.environment().put("PATH", temp.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("TIDEGATE_JAVA_HOME", jdk.toString());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Ended end(Process process) throws Exception {
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), out, err);
  }

  private List<String> builds() throws IOException {
    return Files.readAllLines(temp.resolve("mvn.calls"));
  }

  private Path jdk(String name, String version) throws IOException {
    Path dir = temp.resolve(name);
    program(dir.resolve("bin/java"), "printf 'arg:%s\\n' \"$@\"; echo \"pwd:$PWD\"\n");
    program(dir.resolve("bin/javac"), "exit 0\n");
    Files.writeString(dir.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return dir;
  }

  private static void program(Path file, String body) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
