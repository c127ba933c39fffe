package dev.tidegate.dns.reconcile;

import dev.tidegate.dns.plan.Violation;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a round ended. After {@link Applied} the zone says what is intended, after {@link InStep} it
 * does so already; after {@link RolledBack} it says again what it said before. After {@link Failed}
 * it says what it said, except where the kind is {@code UNKNOWN} or a plan went out in more than
 * one message: then it may say some of it, and the next round looks. In all other cases nothing was
 * written.
 */
public sealed interface Outcome {
  /** One word for it. */
  String word();

  /** True if the zone says what is intended. */
  default boolean inStep() {
    return this instanceof InStep || this instanceof Applied;
  }

  /** Nothing had to be done. */
  record InStep() implements Outcome {
    @Override
    public String word() {
      return "in-step";
    }

    @Override
    public String toString() {
      return "in step";
    }
  }

  /** Nothing was done: only a plan was asked for. */
  record Planned() implements Outcome {
    @Override
    public String word() {
      return "planned";
    }

    @Override
    public String toString() {
      return "planned, nothing done";
    }
  }

  /** Done. */
  record Applied() implements Outcome {
    @Override
    public String word() {
      return "applied";
    }

    @Override
    public String toString() {
      return "applied";
    }
  }

  /** The guard said no. */
  record Refused(List<Violation> violations) implements Outcome {
    public Refused {
      violations = List.copyOf(violations);
    }

    @Override
    public String word() {
      return "refused";
    }

    @Override
    public String toString() {
      return "refused: "
          + violations.stream().map(Violation::toString).collect(Collectors.joining("; "));
    }
  }

  /** The server said no, or could not be asked. */
  record Failed(BackendException.Kind kind, String why) implements Outcome {
    @Override
    public String word() {
      return switch (kind) {
        case UNREACHABLE -> "unreachable";
        case CONFLICT -> "conflict";
        case REJECTED -> "rejected";
        case BUSY -> "busy";
        case UNKNOWN -> "unknown";
      };
    }

    @Override
    public String toString() {
      return word() + ": " + why;
    }
  }

  /** What we wrote could not be answered, and what stood before was written again. */
  record RolledBack(String why) implements Outcome {
    @Override
    public String word() {
      return "rolled-back";
    }

    @Override
    public String toString() {
      return "rolled back: " + why;
    }
  }
}
