package dev.tidegate.launcher.prove;

import dev.tidegate.launcher.rehearse.Publication;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The published table of rehearsals. {@code --only} takes a scenario or one of {@link
 * Publication#PARTS}; {@code --runs} the number of seeds; {@code --for} ends scenarios earlier.
 */
final class RehearsalProof implements Proof {
  private static final int SEEDS = 10;

  @Override
  public String name() {
    return "rehearsal";
  }

  @Override
  public String about() {
    return "Every scenario and scale in simulated time: the engine against baselines and oracles.";
  }

  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    int runs = terms.runs().equals(OptionalInt.empty()) ? SEEDS : terms.runs().getAsInt();
    List<Long> seeds = Publication.seeds(drawnFrom(terms), runs);
    progress.println("seeds: " + seeds);
    Publication.Told told =
        new Publication(seeds, terms.only(), terms.length(), progress).publish();
    return new Evidence(told.held(), told.lines(), new TreeMap<>(Map.of("json", told.json())));
  }

  /** The commit's hash; where there is none, or another seed was asked for, that seed. */
  private static String drawnFrom(Terms terms) throws IOException, InterruptedException {
    String chosen = Long.toHexString(terms.seed());
    if (terms.seed() != Terms.FULL.seed()) {
      return chosen;
    }
    Process git =
        new ProcessBuilder(
                "git", "-C", System.getProperty("tidegate.home", "."), "rev-parse", "HEAD")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (InputStream out = git.getInputStream()) {
      String said = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor() == 0 && said.matches("[0-9a-f]{40,64}") ? said : chosen;
    }
  }
}
