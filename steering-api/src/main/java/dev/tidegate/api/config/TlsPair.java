package dev.tidegate.api.config;

import dev.tidegate.api.config.TidegateConfig.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A listener's certificate and key, in PEM: whether it could use them, before it tries to. */
final class TlsPair {
  private static final Pattern CERTIFICATE =
      Pattern.compile("-+BEGIN [^-\\r\\n]*CERTIFICATE-+([^-]+)-+END ");
  private static final Pattern KEY =
      Pattern.compile("-+BEGIN ([^-\\r\\n]*)PRIVATE KEY-+([^-]+)-+END ");

  /** A chain of a dozen certificates has a tenth of it. */
  private static final int MOST_BYTES = 256 * 1024;

  /** How a kind of key signs, where that is not its name. */
  private static final Map<String, String> SIGNS =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

  private TlsPair() {}

  /**
   * What a listener can use.
   *
   * @param kinds of keys
   * @param forms beside PKCS#8 that it reads itself, as PEM names them; we do not look into them
   */
  record Listener(List<String> kinds, Set<String> forms) {
    /** Netty's own. */
    static final Listener PUBLIC = new Listener(List.of("RSA", "EC"), Set.of());

    /** Spring Boot's, by Java's TLS. */
    static final Listener OPERATOR =
        new Listener(List.of("RSA", "EC", "EdDSA"), Set.of("RSA ", "EC "));
  }

  /** Reports at {@code cert} or {@code key} what would keep the listener from starting. */
  static void check(Section section, Tls files, Listener listener) {
    Optional<PublicKey> shown = section.optional("cert", text -> certificate(text, files.cert()));
    Optional<PrivateKey> own =
        section.optional("key", text -> key(text, files.key(), listener)).flatMap(key -> key);
    if (shown.isPresent() && own.isPresent() && !belong(shown.get(), own.get())) {
      section.fault("key", "is not the key of the certificate in " + files.cert());
    }
  }

  /** The key that the first certificate of a chain is for. */
  private static PublicKey certificate(String name, Path file) {
    List<Certificate> chain = new ArrayList<>();
    Matcher pem = CERTIFICATE.matcher(content(name, file));
    try {
      while (pem.find()) {
        chain.add(
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(octets(name, pem.group(1)))));
      }
    } catch (CertificateException e) {
      throw Formats.bad(name, "holds a certificate that cannot be read");
    }
    if (chain.isEmpty()) {
      throw Formats.bad(name, "holds no certificate in PEM");
    }
    return chain.getFirst().getPublicKey();
  }

  /** Empty if it is in a form that the listener reads itself. */
  private static Optional<PrivateKey> key(String name, Path file, Listener listener) {
    Matcher pem = KEY.matcher(content(name, file));
    if (!pem.find()) {
      throw Formats.bad(name, "holds no private key in PEM");
    }
    if (listener.forms().contains(pem.group(1))) {
      return Optional.empty();
    }
    if (!pem.group(1).isEmpty()) {
      throw Formats.bad(
          name, "is not in PKCS#8: write it by openssl pkcs8 -topk8 -nodes -in KEY -out NEW");
    }
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(octets(name, pem.group(2)));
    for (String kind : listener.kinds()) {
      try {
        return Optional.of(KeyFactory.getInstance(kind).generatePrivate(spec));
      } catch (GeneralSecurityException ofAnotherKind) {
        // the next may be it
      }
    }
    throw Formats.bad(name, "holds no key of kind " + String.join(", ", listener.kinds()));
  }

  private static boolean belong(PublicKey shown, PrivateKey own) {
    byte[] said = "tidegate".getBytes(StandardCharsets.UTF_8);
    try {
      Signature signature =
          Signature.getInstance(SIGNS.getOrDefault(own.getAlgorithm(), own.getAlgorithm()));
      signature.initSign(own);
      signature.update(said);
      byte[] signed = signature.sign();
      signature.initVerify(shown);
      signature.update(said);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // of another kind or curve
    }
  }

  private static String content(String name, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw Formats.bad(name, "cannot be read (" + file + ")");
    }
  }

  private static byte[] octets(String name, String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw Formats.bad(name, "is cut off: its base64 is no whole number of octets");
    }
  }
}
