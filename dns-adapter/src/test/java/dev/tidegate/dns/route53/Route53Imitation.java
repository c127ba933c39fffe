package dev.tidegate.dns.route53;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.extension.ResponseTransformerV2;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.Response;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import dev.tidegate.dns.plan.Zones;
import dev.tidegate.dns.reconcile.NameServer;
import dev.tidegate.dns.route53.HostedZone.RecordSet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Route 53's interface and one of its name servers, on loopback. */
final class Route53Imitation implements NameServer {
  static final String ID = "Z0123456789ABC";
  static final Credentials KEY = new Credentials("AKIDEXAMPLE", "secret-of-the-example");
  static final Duration PROPAGATION = Duration.ofMillis(400);
  private static final int A_SECOND = 5;

  final HostedZone zone = new HostedZone(Zones.ZONE, PROPAGATION);

  /** Set: the answer to the next change is lost. */
  final AtomicBoolean loseNext = new AtomicBoolean();

  /** So many requests from now on are told to be slower. */
  final AtomicInteger throttleNext = new AtomicInteger();

  /** How often somebody was told to be slower. */
  final AtomicInteger throttled = new AtomicInteger();

  /** How often somebody was told that a prior change was not complete. */
  final AtomicInteger prior = new AtomicInteger();

  volatile Clock clock = Clock.systemUTC();
  private final Deque<Long> asked = new ArrayDeque<>();
  private @Nullable WireMockServer http;
  private @Nullable Answering dns;
  private int httpPort;
  private int dnsPort;

  @Override
  public void start() throws IOException {
    WireMockServer server =
        new WireMockServer(
            options()
                .bindAddress("127.0.0.1")
                .port(httpPort)
                .disableRequestJournal()
                .extensions(new Behaviour()));
    server.start();
    server.stubFor(any(anyUrl()).willReturn(aResponse()));
    http = server;
    httpPort = server.port();
    Answering answering = new Answering(zone, dnsPort);
    dns = answering;
    dnsPort = answering.port();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + httpPort);
  }

  @Override
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), dnsPort);
  }

  @Override
  public void kill() {
    if (http != null) {
      http.stop();
    }
    if (dns != null) {
      dns.close();
    }
  }

  @Override
  public void close() {
    kill();
  }

  private final class Behaviour implements ResponseTransformerV2 {
    @Override
    public String getName() {
      return "route53";
    }

    @Override
    public Response transform(Response response, ServeEvent event) {
      try {
        pace();
        Signatures.check(event.getRequest(), KEY, clock.instant());
        String body = answer(event.getRequest());
        boolean lost = body.contains("ChangeResourceRecordSets") && loseNext.getAndSet(false);
        return lost
            ? Response.Builder.like(response).but().fault(Fault.EMPTY_RESPONSE).build()
            : Response.Builder.like(response).but().status(200).body(body).build();
      } catch (Refusal refusal) {
        prior.addAndGet(refusal.code.equals("PriorRequestNotComplete") ? 1 : 0);
        return Response.Builder.like(response)
            .but()
            .status(refusal.status)
            .body(Wording.error(refusal))
            .build();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private synchronized void pace() throws Refusal {
    long now = System.nanoTime();
    while (!asked.isEmpty() && now - asked.getFirst() > 1_000_000_000L) {
      asked.removeFirst();
    }
    boolean told = throttleNext.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    if (told || asked.size() >= A_SECOND) {
      throttled.incrementAndGet();
      throw new Refusal(400, "Throttling", "Rate exceeded");
    }
    asked.addLast(now);
  }

  private String answer(Request request) throws Exception {
    String path = URI.create(request.getUrl()).getPath();
    if (path.startsWith("/2013-04-01/change/")) {
      String id = path.substring(path.lastIndexOf('/') + 1);
      return Wording.change("GetChangeResponse", id, zone.status(id));
    }
    if (!path.startsWith("/2013-04-01/hostedzone/" + ID + "/rrset")) {
      throw new Refusal(404, "NoSuchHostedZone", "No hosted zone found: " + path);
    }
    if (request.getMethod().getName().equals("POST")) {
      String id = zone.change(Wording.batch(request.getBody()));
      return Wording.change("ChangeResourceRecordSetsResponse", id, "PENDING");
    }
    return page(request);
  }

  private String page(Request request) {
    List<RecordSet> all =
        zone.sets().stream().sorted(Comparator.comparing(RecordSet::key)).toList();
    int size = Math.min(300, Integer.parseInt(parameter(request, "maxitems").orElse("300")));
    String from =
        parameter(request, "name")
            .map(
                n ->
                    n
                        + " "
                        + parameter(request, "type").orElse("")
                        + " "
                        + parameter(request, "identifier").orElse(""))
            .orElse("");
    List<RecordSet> rest = all.stream().filter(s -> s.key().compareTo(from) >= 0).toList();
    return Wording.listing(
        rest.stream().limit(size).toList(), rest.stream().skip(size).findFirst(), ID);
  }

  private static Optional<String> parameter(Request request, String name) {
    var parameter = request.queryParameter(name);
    return parameter.isPresent() ? Optional.of(parameter.firstValue()) : Optional.empty();
  }
}
