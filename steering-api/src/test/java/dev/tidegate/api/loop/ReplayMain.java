package dev.tidegate.api.loop;

import dev.tidegate.api.record.SegmentFiles;
import dev.tidegate.api.replay.Checking;
import dev.tidegate.api.replay.Playback;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Checks each segment of a directory by itself: for another process. */
final class ReplayMain {
  private ReplayMain() {}

  public static void main(String[] args) throws IOException {
    boolean held = true;
    for (Path file : SegmentFiles.of(Path.of(args[0]))) {
      Checking checking = new Checking();
      new Playback(List.of(file), (f, part) -> {}).tell(checking);
      Checking.Verdict verdict = checking.verdicts().getFirst();
      held &= verdict.equal();
      System.out.println(verdict + (verdict.equal() ? " byte-equal" : ""));
    }
    System.exit(held ? 0 : 1);
  }
}
