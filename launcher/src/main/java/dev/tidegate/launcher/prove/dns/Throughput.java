package dev.tidegate.launcher.prove.dns;

import dev.tidegate.launcher.prove.Bars;
import dev.tidegate.launcher.prove.Evidence;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Servers on one core, dnsperf on another, in turns. */
final class Throughput {
  private static final String TIDEGATE = "Tidegate";
  private static final String WITH_SUBNET = "Tidegate, client subnet";
  private static final String NSD = "NSD";
  private static final String LUA = "PowerDNS LUA";
  private static final double OF_NSD = 0.6;
  private static final double OF_LUA = 5;
  private static final long MOST_LOST = 10;
  private static final int REGIONS = 10;
  private static final int WARM_UPS = 3;
  private static final String SERVER_CORE = "0";
  private static final String LOAD_CORE = "1";

  private final int runs;
  private final Duration length;
  private final PrintWriter progress;

  Throughput(int runs, Duration length, PrintWriter progress) {
    this.runs = runs;
    this.length = length;
    this.progress = progress;
  }

  private record Server(String name, ProcessHandle process, int port, List<String> options) {}

  private record Turn(double perCpuSecond, double perSecond, long lost, double load) {
    /** Whoever leaves questions unanswered has an easy time: such a turn compares nothing. */
    boolean whole() {
      return lost <= MOST_LOST;
    }
  }

  Evidence measure(Path directory) throws IOException, InterruptedException {
    Path questions = directory.resolve("questions");
    List<String> lines = new ArrayList<>();
    StringBuilder records = new StringBuilder();
    for (int i = 0; i < REGIONS; i++) {
      lines.add("live.r" + i + ".cdn.test A");
      records.append("live.r").append(i).append(" 20 IN CNAME a.cdn-one.example.\n");
    }
    Files.write(questions, lines);
    try (Served served = Served.start(directory.resolve("serve"), Contestant.ZONE);
        Daemon nsd = Daemon.nsd(directory.resolve("nsd"), records.toString());
        Daemon pdns = Daemon.powerDns(directory.resolve("pdns"))) {
      lua(pdns);
      ProcessHandle ours = ProcessHandle.of(served.process().pid()).orElseThrow();
      List<Server> servers =
          List.of(
              new Server(TIDEGATE, ours, served.port(), List.of()),
              new Server(WITH_SUBNET, ours, served.port(), List.of("-E", "8:000118000a0107")),
              new Server(NSD, nsd.process().toHandle(), nsd.port(), List.of()),
              new Server(LUA, pdns.process().toHandle(), pdns.port(), List.of()));
      for (Server server : servers) {
        pin(server.process());
      }
      DnsPerf load = new DnsPerf(questions, LOAD_CORE);
      Map<String, List<Turn>> turns = turns(servers, load);
      return evidence(turns, halfLoad(servers, turns, load));
    }
  }

  private static void lua(Daemon pdns) throws IOException, InterruptedException {
    StringBuilder sets = new StringBuilder();
    for (int i = 0; i < REGIONS; i++) {
      sets.append(i == 0 ? "" : ",")
          .append("{\"name\":\"live.r")
          .append(i)
          .append(".cdn.test.\",\"type\":\"LUA\",\"ttl\":20,\"changetype\":\"REPLACE\",")
          .append("\"records\":[{\"disabled\":false,\"content\":\"CNAME \\\"pickwrandom({")
          .append("{70,'a.cdn-one.example.'},{20,'b.cdn-two.example.'},{10,'c.cdn-three.example.'}")
          .append("})\\\"\"}]}");
    }
    int status = pdns.call("PATCH", "/cdn.test.", "{\"rrsets\":[" + sets + "]}");
    if (status != 204) {
      throw new IOException("PowerDNS took no LUA records: " + status);
    }
  }

  private static void pin(ProcessHandle process) throws IOException, InterruptedException {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process);
    for (ProcessHandle one : all) {
      String pid = Long.toString(one.pid());
      int status =
          new ProcessBuilder("taskset", "-a", "-c", "-p", SERVER_CORE, pid)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (status != 0) {
        throw new IOException("taskset could not put process " + pid + " on core " + SERVER_CORE);
      }
    }
  }

  private Map<String, List<Turn>> turns(List<Server> servers, DnsPerf load)
      throws IOException, InterruptedException {
    Map<String, List<Turn>> turns = new LinkedHashMap<>();
    for (int run = -WARM_UPS; run < runs; run++) {
      for (Server server : servers) {
        Turn turn = turn(server, load);
        if (run >= 0) {
          turns.computeIfAbsent(server.name(), n -> new ArrayList<>()).add(turn);
        }
        progress.printf(
            Locale.ROOT,
            "%s: %s %.0f a cpu second, %.0f a second%n",
            run < 0 ? "warm-up" : "turn " + run,
            server.name(),
            turn.perCpuSecond(),
            turn.perSecond());
        progress.flush();
      }
    }
    return turns;
  }

  private Turn turn(Server server, DnsPerf load) throws IOException, InterruptedException {
    double before = Daemon.cpuSeconds(server.process());
    DnsPerf.Seen seen = load.run(server.port(), length, server.options());
    double used = Math.max(0.01, Daemon.cpuSeconds(server.process()) - before);
    return new Turn(
        seen.completed() / used,
        seen.completed() / (double) length.toSeconds(),
        seen.lost(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /** The 99th percentile of latency in milliseconds at half of what each server bore. */
  private Map<String, Double> halfLoad(
      List<Server> servers, Map<String, List<Turn>> turns, DnsPerf load)
      throws IOException, InterruptedException {
    Map<String, Double> p99 = new LinkedHashMap<>();
    for (Server server : servers) {
      int half = (int) median(turns.getOrDefault(server.name(), List.of()), Turn::perSecond) / 2;
      List<Double> millis = load.latencies(server.port(), length, half, server.options());
      p99.put(server.name(), millis.get((int) (0.99 * (millis.size() - 1))));
    }
    return p99;
  }

  private Evidence evidence(Map<String, List<Turn>> turns, Map<String, Double> p99) {
    List<String> body = new ArrayList<>();
    body.add(
        "One core for the servers, one for dnsperf (4 sockets, 100 questions under way, 10 names,"
            + " one alias as the answer). "
            + runs
            + " turns of "
            + length.toSeconds()
            + " s each, in rotation, after "
            + WARM_UPS
            + " to warm up; medians. Processor time is user and system of the whole process with"
            + " its children, for Tidegate with engine, store and compiler. NSD answers from a"
            + " file, PowerDNS by `pickwrandom` (`enable-lua-records=shared`, caches as they come),"
            + " Tidegate draws by weight, or by the bucket of a client subnet. No rate limit.");
    body.add("");
    body.add(
        "| server | answers a cpu second | least .. most | answers a second | lost | p99 at half"
            + " load, ms | load average |");
    body.add("|---|---|---|---|---|---|---|");
    turns.forEach((name, all) -> body.add(row(name, all, p99.getOrDefault(name, Double.NaN))));
    double ofNsd = ratio(turns, NSD);
    double ofLua = ratio(turns, LUA);
    body.add("");
    body.add("| ratio of medians, a cpu second | figure | bound |");
    body.add("|---|---|---|");
    body.add(String.format(Locale.ROOT, "| Tidegate / NSD | %.2f | >= %.1f |", ofNsd, OF_NSD));
    body.add(
        String.format(Locale.ROOT, "| Tidegate / PowerDNS LUA | %.1f | >= %.0f |", ofLua, OF_LUA));
    body.add("");
    body.add("Plotted in the file of this page's name that ends in `.svg`.");
    SortedMap<String, String> beside = new TreeMap<>();
    Map<String, Double> bars = new LinkedHashMap<>();
    turns.forEach((name, all) -> bars.put(name, median(all, Turn::perCpuSecond)));
    beside.put("svg", Bars.svg("answers a processor second", bars));
    boolean whole = turns.values().stream().flatMap(List::stream).allMatch(Turn::whole);
    return new Evidence(whole && ofNsd >= OF_NSD && ofLua >= OF_LUA, body, beside);
  }

  private static double ratio(Map<String, List<Turn>> turns, String to) {
    return median(turns.getOrDefault(TIDEGATE, List.of()), Turn::perCpuSecond)
        / median(turns.getOrDefault(to, List.of()), Turn::perCpuSecond);
  }

  private static String row(String name, List<Turn> all, double p99) {
    return String.format(
        Locale.ROOT,
        "| %s | %.0f | %.0f .. %.0f | %.0f | %d | %.2f | %.1f |",
        name,
        median(all, Turn::perCpuSecond),
        all.stream().mapToDouble(Turn::perCpuSecond).min().orElseThrow(),
        all.stream().mapToDouble(Turn::perCpuSecond).max().orElseThrow(),
        median(all, Turn::perSecond),
        all.stream().mapToLong(Turn::lost).sum(),
        p99,
        median(all, Turn::load));
  }

  private static double median(List<Turn> all, ToDoubleFunction<Turn> figure) {
    double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
