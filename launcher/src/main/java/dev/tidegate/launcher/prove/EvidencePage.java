package dev.tidegate.launcher.prove;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Writes {@code docs/evidence/NAME.md}: the figures, and all that is needed to repeat them. */
public final class EvidencePage {
  private final Path project;
  private final String commit;

  /**
   * To be made before the proof: what is edited while it runs is no part of what is proven.
   *
   * @param project the project's directory
   */
  public EvidencePage(Path project) {
    this.project = project;
    this.commit = commit();
  }

  /** Writes the page of one run and returns where it is. */
  public Path write(Proof proof, Terms terms, Evidence evidence, Instant began, Duration took)
      throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# " + proof.name());
    lines.add("");
    lines.add(proof.about());
    lines.add("");
    lines.add("| | |");
    lines.add("|---|---|");
    lines.add("| result | " + (evidence.held() ? "held" : "**did not hold**") + " |");
    lines.add("| commit | " + commit + " |");
    lines.add("| machine | " + machine() + " |");
    lines.add("| command | `./tidegate prove " + proof.name() + terms.options() + "` |");
    lines.add("| date | " + began.truncatedTo(ChronoUnit.SECONDS) + " |");
    lines.add("| took | " + took.toSeconds() + " s |");
    lines.add("");
    lines.addAll(evidence.body());
    Path page = project.resolve("docs/evidence").resolve(name(proof, terms) + ".md");
    Files.createDirectories(page.getParent());
    Files.write(page, lines, StandardCharsets.UTF_8);
    for (Map.Entry<String, String> beside : evidence.beside().entrySet()) {
      Path file = page.resolveSibling(name(proof, terms) + "." + beside.getKey());
      Files.writeString(file, beside.getValue(), StandardCharsets.UTF_8);
    }
    return page;
  }

  /** A part has a page of its own, so that parts run one by one leave the others' figures. */
  private static String name(Proof proof, Terms terms) {
    return proof.name() + terms.only().map(part -> "-" + part).orElse("");
  }

  private String commit() {
    String head = git("rev-parse", "--short=12", "HEAD");
    if (head.isEmpty()) {
      return "not known (no git here)";
    }
    boolean changed = !git("status", "--porcelain", "--", ".", ":!docs/evidence").isEmpty();
    return head + (changed ? " with uncommitted changes" : "");
  }

  private static String machine() {
    Runtime runtime = Runtime.getRuntime();
    return System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + " "
        + System.getProperty("os.arch")
        + ", "
        + runtime.availableProcessors()
        + " processors"
        + model().map(m -> " (" + m + ")").orElse("")
        + ", heap at most "
        + runtime.maxMemory() / (1024 * 1024)
        + " MiB, Java "
        + Runtime.version();
  }

  /** What the processors call themselves, where the system tells it. */
  private static Optional<String> model() {
    Path told = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(told)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(told)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What git says, or nothing if it is not there. */
  private String git(String... args) {
    List<String> command = new ArrayList<>(List.of("git", "-C", project.toString()));
    command.addAll(List.of(args));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try (InputStream out = process.getInputStream()) {
        String said = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? said : "";
      }
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
