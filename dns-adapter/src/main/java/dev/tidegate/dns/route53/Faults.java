package dev.tidegate.dns.route53;

import dev.tidegate.dns.reconcile.BackendException;
import dev.tidegate.dns.reconcile.BackendException.Kind;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.route53.model.InvalidChangeBatchException;
import software.amazon.awssdk.services.route53.model.Route53Exception;

/** What Route 53's refusals say of the zone. */
final class Faults {
  /** Nothing was done, and it will be if asked later. */
  private static final Set<String> BUSY =
      Set.of(
          "Throttling",
          "ThrottlingException",
          "PriorRequestNotComplete",
          "ServiceUnavailable",
          "TooManyRequests");

  private static final int DEEPEST_CAUSE = 8;

  private Faults() {}

  /**
   * @param writes whether what was asked would have changed the zone
   */
  static BackendException of(SdkException thrown, boolean writes) {
    if (!(thrown instanceof Route53Exception said)) {
      return new BackendException(unanswered(thrown, writes), text(thrown), thrown);
    }
    String code =
        Optional.ofNullable(said.awsErrorDetails()).map(AwsErrorDetails::errorCode).orElse("");
    if (BUSY.contains(code) || said.statusCode() == 503) {
      return new BackendException(Kind.BUSY, code + ": " + text(said), said);
    }
    if (said instanceof InvalidChangeBatchException) {
      return new BackendException(
          conflicting(said) ? Kind.CONFLICT : Kind.REJECTED, text(said), said);
    }
    if (said.statusCode() >= 500) {
      return new BackendException(writes ? Kind.UNKNOWN : Kind.UNREACHABLE, text(said), said);
    }
    return new BackendException(Kind.REJECTED, code + hint(code) + ": " + text(said), said);
  }

  /** The words of a removal or making whose record set is not, or no longer, as was thought. */
  private static boolean conflicting(Route53Exception said) {
    String text = text(said);
    return text.contains("already exists")
        || text.contains("was not found")
        || text.contains("do not match the current values");
  }

  /** An expired signature is a clock's fault far more often than a key's. */
  private static String hint(String code) {
    return switch (code) {
      case "SignatureDoesNotMatch", "RequestExpired", "RequestTimeTooSkewed" ->
          " (a wrong secret-access-key, or a clock that is off)";
      case "InvalidClientTokenId", "UnrecognizedClientException" -> " (a wrong access-key-id)";
      case "AccessDenied", "AccessDeniedException" ->
          " (wants route53:ListResourceRecordSets, ChangeResourceRecordSets and GetChange)";
      case "NoSuchHostedZone" -> " (a wrong hosted-zone)";
      default -> "";
    };
  }

  private static Kind unanswered(SdkException thrown, boolean writes) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
      if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
        return Kind.UNREACHABLE;
      }
      cause = cause.getCause();
    }
    return writes ? Kind.UNKNOWN : Kind.UNREACHABLE;
  }

  private static String text(SdkException thrown) {
    if (thrown instanceof Route53Exception said && said.awsErrorDetails() != null) {
      return String.valueOf(said.awsErrorDetails().errorMessage());
    }
    return String.valueOf(thrown.getMessage());
  }
}
