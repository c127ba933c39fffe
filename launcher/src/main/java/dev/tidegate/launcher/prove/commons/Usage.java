package dev.tidegate.launcher.prove.commons;

import dev.tidegate.launcher.stage.RedisProcess;
import java.io.IOException;

/**
 * What went through a Redis since it started, by its own count.
 *
 * @param commands those inside of scripts too
 * @param received bytes
 * @param sent bytes, published messages too
 * @param memory bytes in use now
 * @param processor seconds
 */
record Usage(long commands, long received, long sent, long memory, double processor) {
  static Usage of(RedisProcess redis) throws IOException {
    String info = redis.say("INFO").orElseThrow(() -> new IOException("no answer of Redis"));
    return new Usage(
        (long) field(info, "total_commands_processed"),
        (long) field(info, "total_net_input_bytes"),
        (long) field(info, "total_net_output_bytes"),
        (long) field(info, "used_memory"),
        field(info, "used_cpu_sys") + field(info, "used_cpu_user"));
  }

  Usage minus(Usage before) {
    return new Usage(
        commands - before.commands,
        received - before.received,
        sent - before.sent,
        memory,
        processor - before.processor);
  }

  /** A second of it. */
  Usage per(int seconds) {
    return new Usage(
        commands / seconds, received / seconds, sent / seconds, memory, processor / seconds);
  }

  private static double field(String info, String name) throws IOException {
    return info.lines()
        .filter(line -> line.startsWith(name + ":"))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1).strip()))
        .findFirst()
        .orElseThrow(() -> new IOException("redis-server does not tell its " + name));
  }
}
