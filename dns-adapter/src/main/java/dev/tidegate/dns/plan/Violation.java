package dev.tidegate.dns.plan;

/**
 * Why a plan is not carried out.
 *
 * @param rule which rule of {@link Guard}, in a word or two
 * @param text what was found, in a sentence
 */
public record Violation(String rule, String text) {
  @Override
  public String toString() {
    return rule + ": " + text;
  }
}
