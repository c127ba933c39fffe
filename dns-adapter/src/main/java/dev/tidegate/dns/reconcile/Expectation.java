package dev.tidegate.dns.reconcile;

import java.util.Optional;
import java.util.Set;

/**
 * What a server must answer to one question.
 *
 * @param name absolute
 * @param type {@code CNAME} or {@code TXT}
 * @param answers each of which will do; empty: there must be no such record
 * @param subnet the client subnet that the question carries, as an address range
 */
public record Expectation(String name, String type, Set<String> answers, Optional<String> subnet) {
  public Expectation {
    answers = Set.copyOf(answers);
  }

  /** A question without a client subnet. */
  public static Expectation of(String name, String type, Set<String> answers) {
    return new Expectation(name, type, answers, Optional.empty());
  }

  @Override
  public String toString() {
    return name
        + " "
        + type
        + subnet.map(s -> " for " + s).orElse("")
        + " "
        + (answers.isEmpty() ? "absent" : String.join(" or ", answers));
  }
}
