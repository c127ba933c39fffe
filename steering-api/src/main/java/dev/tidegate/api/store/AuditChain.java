package dev.tidegate.api.store;

import dev.tidegate.api.store.Store.AuditDraft;
import dev.tidegate.api.store.Store.AuditEntry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * How an audit entry is bound to the one before it. The canonical text of an entry is, in UTF-8,
 *
 * <pre>
 * tidegate-audit-1 LF
 * seq LF
 * previous hash LF
 * at, in epoch milliseconds LF
 * </pre>
 *
 * and then actor, action, subject, reason, before and after, each as {@code length:text LF}, where
 * the length is that of the text's UTF-8 bytes, in decimal. The lengths make the text unambiguous
 * whatever the fields hold. The entry's hash is the lower-case hex SHA-256 of that text.
 * docs/audit.md says the same for people, with a program.
 */
public final class AuditChain {
  /** The predecessor of the first entry: 64 zeros. */
  public static final String GENESIS = "0".repeat(64);

  private static final String HEADER = "tidegate-audit-1";

  private AuditChain() {}

  /** The entry that follows one of hash {@code previous}. */
  public static AuditEntry link(long seq, AuditDraft draft, String previous) {
    return new AuditEntry(seq, draft, previous, hash(seq, draft, previous));
  }

  /** What {@link AuditEntry#hash} must be. */
  public static String hash(long seq, AuditDraft draft, String previous) {
    return sha256(canonical(seq, draft, previous).getBytes(StandardCharsets.UTF_8));
  }

  /** The text that is hashed. */
  public static String canonical(long seq, AuditDraft draft, String previous) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    text.append(seq).append('\n').append(previous).append('\n');
    text.append(draft.at().toEpochMilli()).append('\n');
    for (String field :
        List.of(
            draft.actor(),
            draft.action(),
            draft.subject(),
            draft.reason(),
            draft.before(),
            draft.after())) {
      int length = field.getBytes(StandardCharsets.UTF_8).length;
      text.append(length).append(':').append(field).append('\n');
    }
    return text.toString();
  }

  /** Lower-case hex. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
