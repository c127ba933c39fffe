package dev.tidegate.launcher.prove.dns;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load tool, on a core of its own. */
record DnsPerf(Path questions, String core) {
  private static final Pattern COMPLETED = Pattern.compile("Queries completed:\\s+(\\d+)");
  private static final Pattern LOST = Pattern.compile("Queries lost:\\s+(\\d+)");
  private static final Pattern ANSWERED = Pattern.compile("(?m)^> \\S+ .* (\\d+\\.\\d+)$");

  record Seen(long completed, long lost) {}

  /** As many questions as are answered, 100 under way. */
  Seen run(int port, Duration length, List<String> more) throws IOException, InterruptedException {
    String said = said(port, length, more);
    return new Seen(number(COMPLETED, said), number(LOST, said));
  }

  /** So many questions a second; milliseconds of each answer, in order. */
  List<Double> latencies(int port, Duration length, int perSecond, List<String> more)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(List.of("-v", "-Q", Integer.toString(perSecond)));
    options.addAll(more);
    Matcher answered = ANSWERED.matcher(said(port, length, options));
    List<Double> millis = new ArrayList<>();
    while (answered.find()) {
      millis.add(1_000 * Double.parseDouble(answered.group(1)));
    }
    if (millis.isEmpty()) {
      throw new IOException("dnsperf told no latency");
    }
    return millis.stream().sorted().toList();
  }

  private String said(int port, Duration length, List<String> more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("taskset", "-c", core, "dnsperf"));
    command.addAll(List.of("-s", "127.0.0.1", "-p", Integer.toString(port)));
    command.addAll(List.of("-d", questions.toString(), "-q", "100", "-c", "4"));
    command.addAll(List.of("-l", Long.toString(length.toSeconds())));
    command.addAll(more);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("dnsperf failed: " + said);
    }
    return said;
  }

  private static long number(Pattern pattern, String said) throws IOException {
    Matcher number = pattern.matcher(said);
    if (!number.find()) {
      throw new IOException("dnsperf said something else: " + said);
    }
    return Long.parseLong(number.group(1));
  }
}
