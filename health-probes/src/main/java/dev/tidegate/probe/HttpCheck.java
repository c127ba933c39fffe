package dev.tidegate.probe;

import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.net.http.HttpClient;
import java.util.Optional;

/** One GET, looked at as the target expects. */
final class HttpCheck implements Check {
  private final ProbeTarget target;
  private final Fetcher fetcher;
  private final Body.Wanted wanted;

  HttpCheck(ProbeTarget target, Fetcher fetcher, int bodyBytes) {
    this.target = target;
    this.fetcher = fetcher;
    Expect expect = target.expect();
    this.wanted =
        new Body.Wanted(Math.max(bodyBytes, expect.minBytes().orElse(0)), false, expect.contains());
  }

  @Override
  public Seen look(long deadline) throws ProbeFailed, InterruptedException {
    Fetcher.Answer answer =
        fetcher.fetch(new Fetcher.Ask(target.url(), target.headers(), wanted), deadline);
    judge(target.expect(), answer, true, true);
    return Seen.ok(summary(answer));
  }

  /**
   * Compares an answer with what is expected of it.
   *
   * @param text whether the text is expected in this one
   * @param size whether the size is expected of this one
   * @throws ProbeFailed saying what is amiss; the status before the size, the size before the text
   */
  static void judge(Expect expect, Fetcher.Answer answer, boolean text, boolean size)
      throws ProbeFailed {
    if (!expect.accepts(answer.status())) {
      String to = answer.location() == null ? "" : " to " + answer.location();
      throw new ProbeFailed(Outcome.STATUS, "status " + answer.status() + to);
    }
    if (size && answer.body().bytes() < expect.minBytes().orElse(0)) {
      throw new ProbeFailed(
          Outcome.TOO_SHORT,
          answer.body().bytes() + " bytes, expected " + expect.minBytes().orElse(0));
    }
    Optional<String> sought = text ? expect.contains() : Optional.empty();
    if (sought.isPresent() && !answer.body().found()) {
      throw new ProbeFailed(
          Outcome.CONTENT,
          "the expected text is not in the first " + answer.body().bytes() + " bytes");
    }
  }

  private static String summary(Fetcher.Answer answer) {
    String version = answer.version() == HttpClient.Version.HTTP_2 ? "HTTP/2" : "HTTP/1.1";
    return answer.status() + " by " + version + ", " + answer.body().bytes() + " bytes";
  }
}
