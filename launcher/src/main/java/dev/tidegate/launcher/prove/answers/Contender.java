package dev.tidegate.launcher.prove.answers;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One way to give an answer.
 *
 * @param name as it stands in the table
 * @param pid of the process that answers
 * @param at what is asked; the load appends the query of a player
 */
record Contender(String name, long pid, URI at) {
  /** Processor time that its process has used, in seconds, to a hundredth. */
  double cpuSeconds() throws IOException {
    String stat =
        Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.UTF_8);
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
  }
}
