package dev.tidegate.api.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Certificates and keys that were made for tests. */
public final class TlsFiles {
  private TlsFiles() {}

  /** A pair as {@code tls.crt} and {@code tls.key}. */
  public static void into(Path directory) throws IOException {
    copy("ec.crt", directory.resolve("tls.crt"));
    copy("ec.key", directory.resolve("tls.key"));
  }

  static void copy(String name, Path to) throws IOException {
    try (InputStream in = TlsFiles.class.getResourceAsStream("/config/tls/" + name)) {
      Files.write(to, Objects.requireNonNull(in, name).readAllBytes());
    }
  }
}
