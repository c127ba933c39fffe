package dev.tidegate.api.steer;

import io.netty.buffer.ByteBuf;

/** Replies as HTTP/1.1 has them on the wire, with the headers that the other lane gives too. */
final class Wire {
  private static final String CORS =
      "access-control-allow-origin: *\r\naccess-control-expose-headers: Retry-After\r\n";
  private static final byte[] HLS = head(Asked.Form.HLS.contentType);
  private static final byte[] JSON = head(Asked.Form.RANK.contentType);
  private static final byte[] END = PreparedGroup.bytes("\r\n\r\n");

  /** Grows by one reply at most; an event loop's own. */
  private final Octets head = new Octets(512);

  private static byte[] head(String contentType) {
    return PreparedGroup.bytes(
        "HTTP/1.1 200 OK\r\n"
            + CORS
            + "content-type: "
            + contentType
            + "\r\ncache-control: "
            + Reply.NO_STORE
            + "\r\ncontent-length: ");
  }

  /** Appends the whole of {@code reply}. */
  void write(Reply reply, ByteBuf out) {
    head.clear();
    if (reply.etag().isPresent()) {
      cached(reply);
    } else {
      head.put(reply.contentType().equals(Asked.Form.HLS.contentType) ? HLS : JSON);
      head.number(reply.body.length()).put(END);
    }
    out.writeBytes(head.array(), 0, head.length());
    out.writeBytes(reply.body.array(), 0, reply.body.length());
  }

  private void cached(Reply reply) {
    head.ascii(reply.isUnchanged() ? "HTTP/1.1 304 Not Modified\r\n" : "HTTP/1.1 200 OK\r\n");
    head.ascii(CORS).ascii("cache-control: ").ascii(reply.cacheControl());
    head.ascii("\r\netag: ").ascii(reply.etag().orElse(""));
    if (reply.varies()) {
      head.ascii("\r\nvary: accept-encoding");
    }
    if (!reply.isUnchanged()) {
      head.ascii("\r\ncontent-type: ").ascii(reply.contentType());
      head.ascii(reply.gzip() ? "\r\ncontent-encoding: gzip" : "");
      head.ascii("\r\ncontent-length: ").number(reply.body.length());
    }
    head.put(END);
  }
}
