package dev.tidegate.api.steer;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * The headers that let any page read any answer. On a connection's pipeline it adds them to the
 * answers that the HTTP parser gives by itself.
 */
@ChannelHandler.Sharable
final class Cors extends ChannelOutboundHandlerAdapter {
  private static final AsciiString ANY = AsciiString.cached("*");
  private static final AsciiString EXPOSED = AsciiString.cached("Retry-After");
  private static final AsciiString METHODS = AsciiString.cached("GET, HEAD, POST, OPTIONS");
  private static final AsciiString ALLOW_ORIGIN = HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN;
  private static final AsciiString MAX_AGE = AsciiString.cached("7200");

  private final PublicStats stats;

  Cors(PublicStats stats) {
    this.stats = stats;
  }

  static void add(HttpHeaders headers) {
    headers.set(ALLOW_ORIGIN, ANY);
    headers.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
  }

  /** Allows what a preflight asks for. */
  static void preflight(HttpHeaders asked, HttpHeaders answer) {
    String method = asked.get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
    String names = asked.get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS);
    answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, isList(method) ? method : METHODS);
    if (isList(names)) {
      answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, names);
    }
    answer.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, MAX_AGE);
  }

  /** True for a comma list of HTTP tokens, which may be said back. */
  private static boolean isList(@Nullable String text) {
    return text != null
        && !text.isBlank()
        && text.length() <= 2048
        && text.chars()
            .allMatch(
                c ->
                    (c < 0x7f && Character.isLetterOrDigit(c))
                        || "!#$%&'*+-.^_`|~, ".indexOf(c) >= 0);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the promise is the caller's
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (msg instanceof HttpResponse response) {
      if (response.protocolVersion().compareTo(HttpVersion.HTTP_1_1) > 0) {
        // A request that claims HTTP/9.9 is answered in the version that is spoken.
        response.setProtocolVersion(HttpVersion.HTTP_1_1);
      }
      if (!response.headers().contains(ALLOW_ORIGIN)) {
        if (response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
          stats.count(PublicStats.Answer.UNREADABLE);
        }
        add(response.headers());
      }
    }
    ctx.write(msg, promise);
  }
}
