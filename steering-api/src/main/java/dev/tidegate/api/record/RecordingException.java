package dev.tidegate.api.record;

import java.io.IOException;

/** A file that is no recording, or one that this program cannot read; the message says which. */
public final class RecordingException extends IOException {
  private static final long serialVersionUID = 1L;

  RecordingException(String message) {
    super(message);
  }

  RecordingException(String message, Throwable cause) {
    super(message, cause);
  }
}
