package dev.tidegate.launcher.prove.nodes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The versions that one node was seen to answer from, in the order of the answers.
 *
 * <p>Laws (the suite {@code VersionsTest} tests them in this order):
 *
 * <ol>
 *   <li>A version below one that was seen before is a fault, and is not taken for the newest.
 *   <li>Two hashes of one epoch and sequence are a fault.
 *   <li>What is no version is a fault.
 * </ol>
 */
final class Versions {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\.(\\d{1,18})-([0-9a-f]{8})");

  /** An hour of one a second, some ten times over; older ones are forgotten. */
  private static final int KEPT = 40_000;

  private static final int MOST_FAULTS = 100;

  private final String node;
  private final List<String> faults = new ArrayList<>();
  private final Map<Mark, String> hashes =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Mark, String> eldest) {
          return size() > KEPT;
        }
      };
  private Mark newest = new Mark(0, 0);

  private record Mark(long epoch, long seq) implements Comparable<Mark> {
    @Override
    public int compareTo(Mark other) {
      return epoch != other.epoch ? Long.compare(epoch, other.epoch) : Long.compare(seq, other.seq);
    }
  }

  Versions(String node) {
    this.node = node;
  }

  /** One answer's, after all that were seen before. */
  synchronized void saw(String version) {
    Matcher match = FORM.matcher(version);
    if (!match.matches()) {
      fault("no version: " + version);
      return;
    }
    Mark number = new Mark(Long.parseLong(match.group(1)), Long.parseLong(match.group(2)));
    String before = hashes.putIfAbsent(number, match.group(3));
    if (before != null && !before.equals(match.group(3))) {
      fault("two snapshots of one version: " + version + " and before -" + before);
    }
    if (number.compareTo(newest) < 0) {
      fault("went back to " + version + " from " + newest);
    } else {
      newest = number;
    }
  }

  private void fault(String what) {
    if (faults.size() < MOST_FAULTS) {
      faults.add(node + " " + what);
    }
  }

  /** How many different ones were seen. */
  synchronized int seen() {
    return hashes.size();
  }

  /** What must not be; the first hundred. */
  synchronized List<String> faults() {
    return List.copyOf(faults);
  }
}
