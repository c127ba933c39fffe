package dev.tidegate.api.loop;

import dev.tidegate.answer.SnapshotCodec;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.api.nodes.Commons;
import dev.tidegate.api.nodes.Publication;
import dev.tidegate.api.store.StoreException;
import java.io.IOException;

/** What every role of a node among many works with. */
record Node(
    Commons commons,
    NodeTerms terms,
    EngineSeat seat,
    Applied applied,
    Aside aside,
    NodeMeter meter) {

  /** What is answered from; there is always something after the beginning. */
  SteeringSnapshot standing() {
    return applied.snapshot().orElseThrow();
  }

  /**
   * Applies what was published, if it is above what was applied; and takes the memory of what
   * stands, which its leader keeps up to date while nothing new is published.
   */
  void offer(Publication publication) {
    try {
      var _ = applied.apply(SnapshotCodec.read(publication.snapshot()));
      if (applied.version().equals(publication.version())) {
        applied.remember(publication.version(), publication.memory());
      }
    } catch (IOException | IllegalArgumentException e) {
      meter.unreadable(publication.version().toString(), e);
    }
  }

  /** The store failed at something that the tick can do without. */
  void failed(StoreException e) {
    aside.failed(e);
  }
}
