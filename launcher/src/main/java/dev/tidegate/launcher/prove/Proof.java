package dev.tidegate.launcher.prove;

import java.io.PrintWriter;

/**
 * One measurement or endurance run in its full form; {@code ./tidegate test} runs a shortened one.
 * Register it in {@link Proofs}.
 */
public interface Proof {
  /** As given to {@code ./tidegate prove}; also the name of the evidence page. */
  String name();

  /** One line: what it shows. */
  String about();

  /**
   * Runs it to its end.
   *
   * @param terms what was asked for; {@link Terms#FULL} is the form whose page is evidence
   * @param progress for what a person wants to see meanwhile
   * @return what was found; never half a result
   * @throws Exception if it could not be carried out, which is neither proof nor disproof
   */
  Evidence run(Terms terms, PrintWriter progress) throws Exception;
}
