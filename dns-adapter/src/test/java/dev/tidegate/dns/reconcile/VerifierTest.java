package dev.tidegate.dns.reconcile;

import static dev.tidegate.dns.plan.Zones.ZONE;
import static dev.tidegate.dns.plan.Zones.intended;
import static dev.tidegate.dns.plan.Zones.shares;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dns.plan.Limits;
import dev.tidegate.dns.reconcile.Verification.Answer;
import dev.tidegate.dns.rfc2136.BucketLayout;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What a server that fails proves of what was written: much only if it was written to. */
class VerifierTest {
  private static final List<Expectation> ABSENT =
      List.of(Expectation.of("b42.w.cdn.test.", "CNAME", Set.of()));

  /** Answers for the zone, and for its names as it is told. */
  private static final class Failing implements AutoCloseable {
    private final DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final IntSupplier rcode;

    /** Whether it says nothing to the zone's SOA. */
    private volatile boolean mute;

    Failing(IntSupplier rcode) throws IOException {
      this.rcode = rcode;
      Thread.ofVirtual().start(this::run);
    }

    InetSocketAddress address() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }

    private void run() {
      byte[] buffer = new byte[1024];
      while (!socket.isClosed()) {
        try {
          DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
          socket.receive(packet);
          Message query = new Message(Arrays.copyOf(buffer, packet.getLength()));
          Message answer = new Message(query.getHeader().getID());
          answer.getHeader().setFlag(Flags.QR);
          answer.getHeader().setFlag(Flags.AA);
          answer.addRecord(query.getQuestion(), Section.QUESTION);
          boolean control = query.getQuestion().getType() == Type.SOA;
          if (control && mute) {
            continue;
          }
          answer.getHeader().setRcode(control ? Rcode.NOERROR : rcode.getAsInt());
          byte[] wire = answer.toWire();
          socket.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
        } catch (IOException e) {
          // closed, or a question that is none
        }
      }
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  private static Verification verified(
      Failing server, Set<InetSocketAddress> written, Duration within) {
    return new Verifier(ZONE, List.of(server.address()), written, within)
        .verify(ABSENT, () -> false);
  }

  private static Answer only(Verification verification) {
    return Objects.requireNonNull(verification.servers().values().iterator().next());
  }

  @Test
  void theWrittenServerThatGoesOnFailingHasSomethingBroken() throws Exception {
    try (Failing server = new Failing(() -> Rcode.SERVFAIL)) {
      long began = System.nanoTime();
      Verification seen = verified(server, Set.of(server.address()), Duration.ofSeconds(20));
      assertThat(only(seen)).isInstanceOf(Answer.Broken.class);
      assertThat(seen.broken()).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Verifier.CERTAIN);
    }
  }

  @Test
  void oneThatFailsForAMomentIsWaitedFor() throws Exception {
    long until = System.nanoTime() + Verifier.CERTAIN.toNanos() / 3;
    try (Failing server =
        new Failing(() -> System.nanoTime() < until ? Rcode.SERVFAIL : Rcode.NXDOMAIN)) {
      Verification seen = verified(server, Set.of(server.address()), Duration.ofSeconds(20));
      assertThat(only(seen)).isInstanceOf(Answer.Right.class);
    }
  }

  @Test
  void anotherThatFailsAndAWrittenOneThatRefusesAreIllAndProveNothing() throws Exception {
    try (Failing other = new Failing(() -> Rcode.SERVFAIL);
        Failing written = new Failing(() -> Rcode.REFUSED)) {
      Verification seen =
          new Verifier(
                  ZONE,
                  List.of(other.address(), written.address()),
                  Set.of(written.address()),
                  Verifier.CERTAIN.plusMillis(300))
              .verify(ABSENT, () -> false);
      assertThat(seen.servers().values()).hasOnlyElementsOfType(Answer.Ill.class).hasSize(2);
      assertThat(seen.broken()).isFalse();
      assertThat(seen.toString())
          .contains("ill: b42.w.cdn.test. CNAME gets SERVFAIL", "CNAME gets REFUSED");
    }
  }

  @Test
  void aShortLookProvesNothingEither() throws Exception {
    try (Failing server = new Failing(() -> Rcode.SERVFAIL)) {
      Verifier verifier = Verifier.ofWritten(ZONE, server.address(), Duration.ofSeconds(20));
      Verification seen = verifier.glance(ABSENT, () -> false);
      assertThat(only(seen)).isInstanceOf(Answer.Ill.class);
    }
  }

  @Test
  void oneThatFailsAsTimeRunsOutIsNotRightByWhatItAnsweredBefore() throws Exception {
    AtomicInteger questions = new AtomicInteger();
    try (Failing server =
        new Failing(() -> questions.getAndIncrement() == 0 ? Rcode.NXDOMAIN : Rcode.SERVFAIL)) {
      server.mute = true;
      Verifier hasty = Verifier.ofWritten(ZONE, server.address(), Duration.ofMillis(400));
      assertThat(only(hasty.verify(many(Set.of()), () -> false))).isInstanceOf(Answer.Ill.class);
    }
  }

  private static int slowly(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Rcode.NXDOMAIN;
  }

  private static List<Expectation> many(Set<String> answers) {
    return IntStream.range(0, 32)
        .mapToObj(i -> Expectation.of("b" + i + ".w.cdn.test.", "CNAME", answers))
        .toList();
  }

  @Test
  void aServerThatIsSlowWithEachAnswerIsAskedForNoLongerThanTheDeadline() throws Exception {
    try (Failing server = new Failing(() -> slowly(300))) {
      Verifier verifier = Verifier.ofWritten(ZONE, server.address(), Duration.ofSeconds(1));
      long began = System.nanoTime();
      assertThat(only(verifier.verify(many(Set.of("a.example.")), () -> false)))
          .isInstanceOf(Answer.Stale.class);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
      began = System.nanoTime();
      assertThat(only(verifier.glance(many(Set.of()), () -> false)))
          .as("right in all that there was time for")
          .isInstanceOf(Answer.Right.class);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void whatIsBrokenIsFoundEvenWhereNewerWeightsComeAllTheTime() throws Exception {
    try (Failing server = new Failing(() -> Rcode.SERVFAIL)) {
      Verifier verifier = Verifier.ofWritten(ZONE, server.address(), Duration.ofSeconds(20));
      assertThat(verifier.verify(ABSENT, () -> true).broken()).isTrue();
    }
  }

  /** With a deadline of a minute: only what is cut short ends before the test does. */
  @Test
  void newerWeightsDoNotWaitForAServerThatIsSlow() throws Exception {
    Semaphore asked = new Semaphore(0);
    BlockingQueue<Round> rounds = new LinkedBlockingQueue<>();
    try (Failing slow =
        new Failing(
            () -> {
              asked.release();
              return slowly(300);
            })) {
      MemoryBackend backend =
          new MemoryBackend(new BucketLayout(ZONE, "live", Map.of("in-west", "w"), 20));
      Verifier patient = Verifier.ofWritten(ZONE, slow.address(), Duration.ofMinutes(1));
      Reconciler reconciler =
          new Reconciler(backend, patient, new Limits("prod-1", ZONE, 1), InstantSource.system());
      try (ReconcileLoop loop = new ReconcileLoop(reconciler, rounds::add)) {
        loop.start();
        loop.want(intended(shares(6000, 3000, 1000), "in-west"));
        assertThat(asked.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        long began = System.nanoTime();
        loop.want(intended(shares(5000, 4000, 1000), "in-west"));
        Round first = rounds.poll(10, TimeUnit.SECONDS);
        assertThat(first).isNotNull();
        assertThat(first.outcome()).isEqualTo(new Outcome.Applied());
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
        asked.drainPermits(); // the next is of the second round: what comes sooner would replace it
        assertThat(asked.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        loop.want(intended(shares(4000, 5000, 1000), "in-west"));
        Round second = rounds.poll(10, TimeUnit.SECONDS);
        assertThat(second).isNotNull();
        assertThat(second.outcome()).isEqualTo(new Outcome.Applied());
      }
    }
  }
}
