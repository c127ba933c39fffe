package dev.tidegate.dns.reconcile;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What every authoritative server answered in the end, by its address.
 *
 * @param servers empty if none is configured to be asked
 */
public record Verification(SortedMap<String, Answer> servers) {
  public Verification {
    servers = Collections.unmodifiableSortedMap(new TreeMap<>(servers));
  }

  /** How one server stands. */
  public sealed interface Answer {
    /** One word for it. */
    default String word() {
      return switch (this) {
        case Right _ -> "right";
        case Stale _ -> "stale";
        case Pending _ -> "pending";
        case Broken _ -> "broken";
        case Ill _ -> "ill";
        case Silent _ -> "silent";
      };
    }

    /** It answers all as it should. */
    record Right(long afterMillis) implements Answer {
      @Override
      public String toString() {
        return "right after " + afterMillis + " ms";
      }
    }

    /** It still answers something else: it lags behind, or somebody wrote there. */
    record Stale(int questions, String first) implements Answer {
      @Override
      public String toString() {
        return "stale: "
            + questions
            + (questions == 1 ? " answer" : " answers")
            + " differ, such as "
            + first;
      }
    }

    /** It has taken the change and does not serve it everywhere yet. */
    record Pending(String what) implements Answer {
      @Override
      public String toString() {
        return "pending: " + what;
      }
    }

    /**
     * The server that was written to cannot answer for what was written, and goes on saying so
     * while it answers for the zone itself: what we wrote there is broken.
     *
     * @param name that it cannot answer for
     */
    record Broken(String name, String what) implements Answer {
      @Override
      public String toString() {
        return "broken: " + what;
      }
    }

    /**
     * It answers that it cannot answer, as one does that is loading, whose zone has expired or that
     * was never told of it. That says something of the server, and nothing of what was written.
     */
    record Ill(String what) implements Answer {
      @Override
      public String toString() {
        return "ill: " + what;
      }
    }

    /** It says nothing. */
    record Silent(String why) implements Answer {
      @Override
      public String toString() {
        return "silent: " + why;
      }
    }
  }

  /** These answers and others. */
  Verification with(SortedMap<String, Answer> others) {
    TreeMap<String, Answer> all = new TreeMap<>(servers);
    all.putAll(others);
    return new Verification(all);
  }

  /** True if every server answers as it should. */
  public boolean right() {
    return servers.values().stream().allMatch(a -> a instanceof Answer.Right);
  }

  /** True if the server that was written to cannot answer for what we wrote. */
  public boolean broken() {
    return servers.values().stream().anyMatch(a -> a instanceof Answer.Broken);
  }

  /** True if the server that was written to cannot answer for one of these names. */
  boolean brokenAt(Set<String> names) {
    return servers.values().stream()
        .anyMatch(a -> a instanceof Answer.Broken(var name, var _) && names.contains(name));
  }

  @Override
  public String toString() {
    return servers.isEmpty()
        ? "not verified: no server to ask"
        : servers.entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining("; "));
  }
}
