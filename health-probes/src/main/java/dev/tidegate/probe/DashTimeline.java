package dev.tidegate.probe;

import java.util.List;
import org.w3c.dom.Element;

/**
 * Where a SegmentTimeline ends, in ticks of its timescale.
 *
 * @param segments how many it lists; repeats may make that many out of one element, so they are
 *     counted, not unrolled
 * @param newest where the newest begins
 * @param longest how long the longest lasts, &gt;= 1
 */
record DashTimeline(long segments, long newest, long longest) {

  /**
   * Reads a list of S elements.
   *
   * @param now the present in ticks, to which an open repeat ({@code r="-1"}) runs
   * @throws ArithmeticException on numbers beyond 64 bits
   * @throws NumberFormatException on what is no number, or a length below 1
   */
  static DashTimeline read(Element list, long now) {
    List<Element> runs = DashManifest.children(list, "S");
    long segments = 0;
    long newest = 0;
    long longest = 1;
    long end = 0;
    for (int i = 0; i < runs.size(); i++) {
      Element run = runs.get(i);
      long length = Long.parseLong(run.getAttribute("d"));
      if (length < 1) {
        throw new NumberFormatException("a segment of " + length);
      }
      long begin = DashManifest.attribute(run, "t").map(Long::parseLong).orElse(end);
      long repeats = DashManifest.attribute(run, "r").map(Long::parseLong).orElse(0L);
      if (repeats < 0) {
        long until = i + 1 < runs.size() ? begins(runs.get(i + 1), now) : now;
        repeats = Math.max(0, Math.subtractExact(until, begin) / length - 1);
      }
      newest = Math.addExact(begin, Math.multiplyExact(repeats, length));
      end = Math.addExact(newest, length);
      segments = Math.addExact(segments, Math.addExact(repeats, 1));
      longest = Math.max(longest, length);
    }
    return new DashTimeline(segments, newest, longest);
  }

  private static long begins(Element run, long otherwise) {
    return DashManifest.attribute(run, "t").map(Long::parseLong).orElse(otherwise);
  }
}
