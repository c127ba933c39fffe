package dev.tidegate.probe;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a body.
 *
 * @param bytes how many bytes came, within the limit
 * @param whole false if reading stopped at the limit
 * @param found whether the sought text was among them; true if none was sought
 * @param text the bytes as UTF-8, if they were to be kept; else empty
 */
record Body(long bytes, boolean whole, boolean found, String text) {

  /**
   * What to do with a body while it comes.
   *
   * @param limit bytes after which reading stops and the connection is given up
   * @param keep whether the bytes are kept
   * @param sought text to look for on the way
   */
  record Wanted(long limit, boolean keep, Optional<String> sought) {}

  /** Reads within a bound, keeping only what is wanted; counting and searching need no memory. */
  static final class Reader implements BodySubscriber<Body> {
    private final Wanted wanted;
    private final CompletableFuture<Body> body = new CompletableFuture<>();
    private final List<byte[]> kept = new ArrayList<>();
    private final @Nullable ByteSearch search;
    private Flow.@Nullable Subscription subscription;
    // Written by the client's thread, read by the prober's when time is up.
    private volatile long bytes;

    Reader(Wanted wanted) {
      this.wanted = wanted;
      this.search = wanted.sought().map(ByteSearch::new).orElse(null);
    }

    @Override
    public CompletionStage<Body> getBody() {
      return body;
    }

    long bytes() {
      return bytes;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        if (!body.isDone()) {
          take(buffer);
        }
      }
    }

    private void take(ByteBuffer buffer) {
      byte[] part = new byte[(int) Math.min(buffer.remaining(), wanted.limit() - bytes)];
      buffer.get(part);
      if (search != null) {
        search.feed(part);
      }
      if (wanted.keep()) {
        kept.add(part);
      }
      long total = bytes + part.length;
      bytes = total;
      if (total >= wanted.limit()) {
        if (subscription != null) {
          subscription.cancel();
        }
        finish(false);
      }
    }

    @Override
    public void onError(Throwable thrown) {
      body.completeExceptionally(thrown);
    }

    @Override
    public void onComplete() {
      finish(true);
    }

    private void finish(boolean whole) {
      body.complete(new Body(bytes, whole, search == null || search.found(), text()));
    }

    private String text() {
      ByteBuffer all = ByteBuffer.allocate(wanted.keep() ? (int) bytes : 0);
      kept.forEach(all::put);
      return StandardCharsets.UTF_8.decode(all.flip()).toString();
    }
  }
}
