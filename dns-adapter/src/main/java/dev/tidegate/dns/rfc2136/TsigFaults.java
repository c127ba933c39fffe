package dev.tidegate.dns.rfc2136;

import java.util.Optional;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TSIGRecord;

/** What a server found wrong with our signature, in words that say what to do. */
final class TsigFaults {
  private TsigFaults() {}

  /** Empty if the answer speaks of no fault of a signature. */
  static Optional<String> explain(Message answer) {
    TSIGRecord tsig = answer.getTSIG();
    return tsig == null ? Optional.empty() : explain(tsig.getError());
  }

  /** What an extended error code means. */
  static Optional<String> explain(int error) {
    return switch (error) {
      case Rcode.BADKEY ->
          Optional.of("BADKEY: the server does not know a key of this name and algorithm");
      case Rcode.BADSIG -> Optional.of("BADSIG: the key's secret is not the server's");
      case Rcode.BADTIME ->
          Optional.of("BADTIME: our clock and the server's differ by more than five minutes");
      default -> Optional.empty();
    };
  }
}
