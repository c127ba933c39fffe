package dev.tidegate.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.api.record.SegmentFiles;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A demo too short for its fault: everything starts, runs, is summed up and ends. */
class DemoTest {
  @Test
  void aShortDemoEndsWithASummaryThatSaysWhatWasNotReached(@TempDir Path directory)
      throws Exception {
    StringWriter told = new StringWriter();
    Path report = directory.resolve("report.json");
    Scenario brownout = Scenario.named("brownout").orElseThrow();
    Path recordings = directory.resolve("recordings");
    Demo demo =
        new Demo(brownout, Duration.ofSeconds(25), 42, new PrintWriter(told, true))
            .recordingTo(recordings, Duration.ofSeconds(6));
    CountDownLatch ended = new CountDownLatch(1);
    FutureTask<Message> asked = new FutureTask<>(() -> resolved(told, ended));
    Thread.ofVirtual().start(asked);
    try {
      demo.run(Optional.of(report));
    } finally {
      ended.countDown();
    }

    assertThat(asked.get().getSection(Section.ANSWER))
        .as("a CDN's name, from the demo's own name server")
        .singleElement()
        .asString()
        .containsPattern("CNAME\\s+cdn-[abc]\\.example\\.");
    assertThat(told.toString())
        .contains("/#token=", "&demo=http://127.0.0.1:", "Summary: brownout")
        .contains("not reached in 25 s: the fault, which begins at the 30th second");
    JsonNode figures = new JsonMapper().readTree(Files.readString(report));
    assertThat(figures.propertyNames())
        .containsExactly(
            "fault", "moved", "peakUtilisation", "answers", "beacons", "badSecondsSavedShare");
    assertThat(figures.path("fault").isNull()).isTrue();
    assertThat(figures.path("answers").path("total").asLong()).as("%s", told).isGreaterThan(600);
    assertThat(figures.path("answers").path("failed").asLong()).isZero();
    assertThat(figures.path("beacons").path("total").asLong()).isPositive();
    assertThat(figures.path("beacons").path("dropped").isIntegralNumber()).isTrue();
    assertThat(figures.path("moved").path("sessions").asLong()).isZero();
    replaysByteEqualInAnotherProcess(recordings);
  }

  /** What the demo's name server answers, asked as soon as the demo says how it can be. */
  private static Message resolved(StringWriter told, CountDownLatch ended) throws Exception {
    Pattern how = Pattern.compile("dig @127\\.0\\.0\\.1 -p (\\d+) (\\S+) CNAME");
    while (!ended.await(50, TimeUnit.MILLISECONDS)) {
      Matcher line = how.matcher(told.toString());
      if (line.find()) {
        SimpleResolver resolver = new SimpleResolver("127.0.0.1");
        resolver.setPort(Integer.parseInt(line.group(1)));
        Name name = Name.fromString(line.group(2), Name.root);
        return resolver.send(Message.newQuery(Record.newRecord(name, Type.CNAME, DClass.IN)));
      }
    }
    throw new AssertionError("no name server is told of: " + told);
  }

  private static void replaysByteEqualInAnotherProcess(Path recordings) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.tidegate.launcher.Main",
                "replay"));
    SegmentFiles.of(recordings).forEach(segment -> command.add(segment.toString()));
    Process other = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(other.waitFor()).as(said).isZero();
    assertThat(said.lines().filter(line -> line.contains("byte-equal")).count())
        .as(said)
        .isGreaterThanOrEqualTo(4);
  }
}
