package dev.tidegate.dns.route53;

/** What Route 53 answers in place of what was asked. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  final int status;
  final String code;

  Refusal(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  static Refusal batch(String message) {
    return new Refusal(400, "InvalidChangeBatch", "[" + message + "]");
  }

  static Refusal input(String message) {
    return new Refusal(400, "InvalidInput", message);
  }
}
