package dev.tidegate.probe;

import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;

/** A probe that found something wrong: the class of it, and a sentence. */
final class ProbeFailed extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 200;
  private static final int DEEPEST = 10;

  private final Outcome outcome;

  ProbeFailed(Outcome outcome, String detail) {
    super(shorten(detail), null, false, false);
    this.outcome = outcome;
  }

  Outcome outcome() {
    return outcome;
  }

  /** The sentence; {@link #getMessage} is nullable. */
  String detail() {
    String message = getMessage();
    return message == null ? outcome.name() : message;
  }

  /**
   * Classes what the client threw. The innermost cause that says something decides: a name that
   * does not resolve comes wrapped in a failure to connect.
   *
   * @param answered whether the response's head had come; what breaks later is the content's fault
   */
  static ProbeFailed of(Throwable thrown, boolean answered) {
    Outcome outcome = answered ? Outcome.CONTENT : Outcome.CONNECT;
    Throwable speaking = thrown;
    int depth = 0;
    for (Throwable t = thrown; t != null && depth < DEEPEST; t = t.getCause(), depth++) {
      if (t instanceof UnresolvedAddressException || t instanceof UnknownHostException) {
        return new ProbeFailed(Outcome.DNS, "the name does not resolve");
      }
      if (t instanceof HttpTimeoutException) {
        return new ProbeFailed(Outcome.TIMEOUT, text(t));
      }
      if (!answered && (t instanceof SSLException || t instanceof GeneralSecurityException)) {
        outcome = Outcome.TLS;
      }
      speaking = t.getMessage() == null ? speaking : t;
    }
    return new ProbeFailed(outcome, text(speaking));
  }

  private static String text(Throwable t) {
    String message = t.getMessage();
    String name = t.getClass().getSimpleName();
    return message == null ? name : name + ": " + message;
  }

  /** What came from outside may be long and hold anything. */
  private static String shorten(String detail) {
    String plain = detail.replaceAll("\\p{Cntrl}+", " ");
    return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "...";
  }
}
