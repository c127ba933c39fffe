package dev.tidegate.api.steer;

import dev.tidegate.api.config.TidegateConfig;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS from PEM files that are read again when they change: new connections get the new certificate.
 * Files that cannot be used leave the certificate as it was. Sessions are resumed by tickets, so
 * that nothing is kept of a client that may not come back.
 *
 * <p>BoringSSL shakes hands where there is a build of it for this machine, else Java itself.
 */
final class ReloadingTls extends SslContext {
  private static final Logger log = LoggerFactory.getLogger(ReloadingTls.class);

  /** A ticket holds half a day to a day: its key is renewed each half, and the last one kept. */
  private static final long RENEWED_EACH = Duration.ofHours(12).toNanos();

  private static final boolean NATIVE =
      OpenSsl.isAvailable() && SslProvider.isAlpnSupported(SslProvider.OPENSSL);

  private final SecureRandom random = new SecureRandom();
  private OpenSslSessionTicketKey ticketKey = newKey();
  private OpenSslSessionTicketKey lastKey = ticketKey;
  private long renewedAt = System.nanoTime();
  private final TidegateConfig.Tls files;
  private volatile SslContext current;
  private List<FileTime> readAt;

  /**
   * @throws IllegalArgumentException naming the files that cannot be used
   */
  ReloadingTls(TidegateConfig.Tls files) {
    this.files = files;
    try {
      readAt = times();
      current = read();
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "tls cert " + files.cert() + " and key " + files.key() + " cannot be used: " + e, e);
    }
  }

  private List<FileTime> times() throws IOException {
    return List.of(Files.getLastModifiedTime(files.cert()), Files.getLastModifiedTime(files.key()));
  }

  private SslContext read() throws IOException {
    SslContext read =
        SslContextBuilder.forServer(files.cert().toFile(), files.key().toFile())
            .sslProvider(NATIVE ? SslProvider.OPENSSL : SslProvider.JDK)
            .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_2,
                    ApplicationProtocolNames.HTTP_1_1))
            .build();
    setTicketKeys(read);
    return read;
  }

  /** Java's own TLS sees to its tickets itself. */
  private void setTicketKeys(SslContext tls) {
    if (tls.sessionContext() instanceof OpenSslServerSessionContext sessions) {
      sessions.setTicketKeys(ticketKey, lastKey);
    }
  }

  private OpenSslSessionTicketKey newKey() {
    return new OpenSslSessionTicketKey(
        octets(OpenSslSessionTicketKey.NAME_SIZE),
        octets(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
        octets(OpenSslSessionTicketKey.AES_KEY_SIZE));
  }

  private byte[] octets(int length) {
    byte[] octets = new byte[length];
    random.nextBytes(octets);
    return octets;
  }

  private void renewTicketKey() {
    if (System.nanoTime() - renewedAt > RENEWED_EACH) {
      lastKey = ticketKey;
      ticketKey = newKey();
      renewedAt = System.nanoTime();
      setTicketKeys(current);
    }
  }

  /** Reads the files if their times have changed, and renews what is old. Blocking. */
  synchronized void refresh() {
    renewTicketKey();
    try {
      List<FileTime> now = times();
      if (!now.equals(readAt)) {
        current = read();
        readAt = now;
      }
    } catch (IOException | RuntimeException e) {
      log.warn("tls files {} cannot be used; the certificate stays as it was", files, e);
    }
  }

  /** Whether BoringSSL shakes hands, and not Java itself. */
  static boolean isNative() {
    return NATIVE;
  }

  @Override
  protected SslHandler newHandler(ByteBufAllocator alloc, boolean startTls) {
    return current.newHandler(alloc);
  }

  @Override
  public boolean isClient() {
    return false;
  }

  @Override
  public List<String> cipherSuites() {
    return current.cipherSuites();
  }

  @Override
  @SuppressWarnings("deprecation") // the superclass demands it
  public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
    return current.applicationProtocolNegotiator();
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator alloc) {
    return current.newEngine(alloc);
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator alloc, String peerHost, int peerPort) {
    return current.newEngine(alloc, peerHost, peerPort);
  }

  @Override
  public SSLSessionContext sessionContext() {
    return current.sessionContext();
  }
}
