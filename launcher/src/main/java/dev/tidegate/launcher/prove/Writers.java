package dev.tidegate.launcher.prove;

import dev.tidegate.rehearsal.live.OperatorClient;
import dev.tidegate.rehearsal.live.OperatorClient.Reply;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Operators who write without pause until the plane is gone. */
final class Writers implements AutoCloseable {
  /** Nothing was changed, and it may be tried again: promised is only what was acknowledged. */
  private static final int BUSY = 503;

  private static final int COUNT = 4;

  private final OperatorClient operator;
  private final Ledger ledger;
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final Crew crew = new Crew();

  Writers(OperatorClient operator, Ledger ledger) {
    this.operator = operator;
    this.ledger = ledger;
    for (int i = 0; i < COUNT; i++) {
      crew.start("writer-" + i, this::write);
    }
  }

  /** Writes answered 2xx. */
  int acknowledged() {
    return acknowledged.get();
  }

  @Override
  public void close() {
    crew.close();
  }

  private void write(BooleanSupplier on) throws InterruptedException {
    while (on.getAsBoolean()) {
      try {
        post();
        delete();
      } catch (IOException _) {
        return; // the plane is gone: what was sent last is neither promised nor refused
      }
    }
  }

  private void post() throws IOException, InterruptedException {
    Reply reply =
        operator.post(
            "/ops/v1/overrides",
            """
            {"service":"live","region":"in-south","cdn":"cdn-c","action":"floor","value":1,\
            "expires":"2h","reason":"prove crash"}""");
    if (reply.status() == 201) {
      ledger.posted(reply.body().path("id").asString());
      acknowledged.incrementAndGet();
    } else if (reply.status() != BUSY) {
      throw new IllegalStateException("a write was answered " + reply);
    }
  }

  private void delete() throws IOException, InterruptedException {
    Optional<String> oldest = ledger.toDelete();
    if (oldest.isEmpty()) {
      return;
    }
    Reply reply = operator.delete("/ops/v1/overrides/" + oldest.get() + "?reason=prove+crash");
    if (reply.status() == 204) {
      ledger.deleted(oldest.get());
      acknowledged.incrementAndGet();
    } else if (reply.status() != BUSY) {
      throw new IllegalStateException("an undoing was answered " + reply);
    }
  }
}
