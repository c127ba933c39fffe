package dev.tidegate.api.redis;

import dev.tidegate.api.store.AuditChain;
import dev.tidegate.api.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The end of the audit chain: every operator's write moves it, so that a writer who still finds the
 * one that it read knows that nothing was written meanwhile.
 */
record Head(long seq, String hash) {
  static final Head NONE = new Head(0, AuditChain.GENESIS);

  static Head read(byte @Nullable [] bytes) {
    if (bytes == null) {
      return NONE;
    }
    String text = StoredForms.text(bytes);
    int space = text.indexOf(' ');
    try {
      return new Head(
          Long.parseLong(text.substring(0, Math.max(0, space))), text.substring(space + 1));
    } catch (NumberFormatException e) {
      throw new StoreException("the head of the audit log in Redis cannot be read: " + text, e);
    }
  }

  /** As it stands in Redis; empty where there is none yet. */
  String text() {
    return seq == 0 ? "" : seq + " " + hash;
  }
}
