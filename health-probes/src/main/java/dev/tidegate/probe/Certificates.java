package dev.tidegate.probe;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers when each host's certificate ends, and warns once a day of those near their end. */
final class Certificates {
  private static final Logger log = LoggerFactory.getLogger(Certificates.class);
  private static final Duration WARN_EVERY = Duration.ofDays(1);

  /** Manifests may lead to ever new hosts. */
  private static final int MOST = 10_000;

  private record Seen(Instant ends, Instant warned) {}

  private final ConcurrentHashMap<String, Seen> hosts = new ConcurrentHashMap<>();
  private final Duration warning;
  private final InstantSource clock;

  Certificates(Duration warning, InstantSource clock) {
    this.warning = warning;
    this.clock = clock;
  }

  void saw(String host, SSLSession session) {
    try {
      for (Certificate certificate : session.getPeerCertificates()) {
        if (certificate instanceof X509Certificate leaf) {
          note(host, leaf.getNotAfter().toInstant());
          return;
        }
      }
    } catch (SSLPeerUnverifiedException e) {
      log.debug("{} showed no certificate: {}", host, e.getMessage());
    }
  }

  private void note(String host, Instant ends) {
    Instant now = clock.instant();
    Seen before = hosts.get(host);
    if (before == null && hosts.size() >= MOST) {
      return;
    }
    boolean near = Duration.between(now, ends).compareTo(warning) < 0;
    boolean told =
        before != null
            && before.ends().equals(ends)
            && Duration.between(before.warned(), now).compareTo(WARN_EVERY) < 0;
    if (near && !told) {
      log.warn("the certificate of {} ends at {}", host, ends);
    }
    if (before == null || !before.ends().equals(ends) || (near && !told)) {
      hosts.put(host, new Seen(ends, near ? now : Instant.MIN));
    }
  }

  void keepOnly(Set<String> wanted) {
    hosts.keySet().retainAll(wanted);
  }

  List<CertificateExpiry> all() {
    return hosts.entrySet().stream()
        .map(e -> new CertificateExpiry(e.getKey(), e.getValue().ends()))
        .sorted(Comparator.comparing(CertificateExpiry::host))
        .toList();
  }
}
