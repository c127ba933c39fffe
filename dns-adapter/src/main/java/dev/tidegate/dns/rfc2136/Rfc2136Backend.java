package dev.tidegate.dns.rfc2136;

import dev.tidegate.dns.plan.Layout;
import dev.tidegate.dns.plan.Plan;
import dev.tidegate.dns.plan.RecordData;
import dev.tidegate.dns.plan.RecordKey;
import dev.tidegate.dns.plan.ZoneContent;
import dev.tidegate.dns.reconcile.Backend;
import dev.tidegate.dns.reconcile.BackendException;
import dev.tidegate.dns.reconcile.BackendException.Kind;
import dev.tidegate.dns.reconcile.Capabilities;
import dev.tidegate.dns.reconcile.Expectation;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Update;

/**
 * A zone on a server that takes signed updates. A plan is one message (a very large one several, of
 * whole scopes each), applied whole or not at all, and refused by the server itself if anything it
 * was made from has changed meanwhile.
 */
public final class Rfc2136Backend implements Backend {
  /** Bytes that a message may have; 64 KiB is the protocol's end, and a signature is added. */
  private static final int MOST_BYTES = 60_000;

  /** Knot holds an update back for about a second if it comes within one of the last. */
  private static final Duration SPACING = Duration.ofMillis(1200);

  /** Above what Knot holds an update back for. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final InetSocketAddress server;
  private final String zone;
  private final @Nullable TSIG key;
  private final Layout layout;
  private final UpdateMessages messages;
  private final ZoneReader reader;

  /**
   * @param server the primary that takes updates and transfers the zone to us
   * @param zone absolute
   * @param signer the key; without one the server must trust our address
   * @param ttl of ownership records, seconds
   * @param clock whose time stands in signatures
   */
  public Rfc2136Backend(
      InetSocketAddress server,
      String zone,
      Optional<TsigSigner> signer,
      Layout layout,
      int ttl,
      Clock clock) {
    this.server = server;
    this.zone = zone;
    this.key = signer.map(s -> s.key(clock)).orElse(null);
    this.layout = layout;
    this.messages = new UpdateMessages(zone, ttl);
    this.reader = new ZoneReader(server, zone, key, PATIENCE);
  }

  @Override
  public String name() {
    return "rfc2136 " + server.getHostString() + ":" + server.getPort() + " " + zone;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(false, Capabilities.Atomicity.SCOPE, true, SPACING);
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public ZoneContent observe() throws BackendException {
    return reader.read();
  }

  @Override
  public void apply(Plan plan) throws BackendException {
    for (Update message : messages.fitting(plan.scopes(), MOST_BYTES)) {
      send(message);
    }
  }

  private void send(Update update) throws BackendException {
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setTCP(true); // over UDP it could be applied and the answer lost more easily
    resolver.setTimeout(PATIENCE);
    resolver.setTSIGKey(key);
    try {
      settle(resolver.send(update));
    } catch (ConnectException
        | NoRouteToHostException
        | PortUnreachableException
        | UnknownHostException e) {
      throw new BackendException(Kind.UNREACHABLE, unreachable(e), e);
    } catch (IOException e) {
      throw new BackendException(Kind.UNKNOWN, "no answer to the update: " + e.getMessage(), e);
    }
  }

  private String unreachable(IOException e) {
    return server + " cannot be reached: " + e.getMessage();
  }

  private void settle(Message answer) throws BackendException {
    int rcode = answer.getRcode();
    String reason = TsigFaults.explain(answer).orElse(Rcode.string(rcode));
    switch (rcode) {
      case Rcode.NOERROR -> {
        if (key != null && !(answer.isSigned() && answer.isVerified())) {
          throw new BackendException(Kind.UNKNOWN, "the answer is not signed with our key");
        }
      }
      case Rcode.NXRRSET, Rcode.YXRRSET, Rcode.YXDOMAIN, Rcode.NXDOMAIN ->
          throw new BackendException(
              Kind.CONFLICT, reason + ": the zone is no longer what the plan was made from");
      case Rcode.SERVFAIL ->
          throw new BackendException(Kind.UNKNOWN, "the server answers SERVFAIL to the update");
      default -> throw new BackendException(Kind.REJECTED, reason + " for the update");
    }
  }

  @Override
  public List<Expectation> expectations(RecordKey key, RecordData data) {
    return List.of(Expectation.of(key.name(), key.type(), Set.of(data.value())));
  }

  @Override
  public void close() {}
}
