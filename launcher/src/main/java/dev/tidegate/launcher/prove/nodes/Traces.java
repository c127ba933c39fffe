package dev.tidegate.launcher.prove.nodes;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** What did not hold is looked into by its logs, which would be gone with the directory. */
final class Traces {
  private Traces() {}

  /** Keeps each node's log and what it says was decided, if something did not hold. */
  static void keep(Part.Found found, Nodes nodes, PrintWriter progress)
      throws IOException, InterruptedException {
    if (found.held()) {
      return;
    }
    Path kept = Files.createTempDirectory("tidegate-nodes-kept-");
    for (Node node : nodes.nodes()) {
      Files.copy(node.log(), kept.resolve(node.name() + ".log"));
      Files.writeString(
          kept.resolve(node.name() + ".decisions.json"), said(node, "/ops/v1/decisions?limit=500"));
      Files.writeString(kept.resolve(node.name() + ".state.json"), said(node, "/ops/v1/state"));
    }
    progress.println("logs, states and decisions are kept in " + kept);
    progress.flush();
  }

  private static String said(Node node, String path) throws InterruptedException {
    try {
      JsonNode body = node.operator().get(path).body();
      return body.toPrettyString();
    } catch (IOException e) {
      return e.toString();
    }
  }
}
