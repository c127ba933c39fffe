package dev.tidegate.api.steer;

import java.util.Optional;

/**
 * An answer of 200 or 304 that is not on the wire yet. Each event loop has one and uses it again;
 * {@link #clear} begins the next.
 */
final class Reply {
  static final String NO_STORE = "no-store";

  final Octets body = new Octets(1024);
  private String contentType = "";
  private String cacheControl = NO_STORE;
  private Optional<String> etag = Optional.empty();
  private boolean unchanged;
  private boolean gzip;
  private boolean varies;

  Reply clear() {
    body.clear();
    contentType = "";
    cacheControl = NO_STORE;
    etag = Optional.empty();
    unchanged = false;
    gzip = false;
    varies = false;
    return this;
  }

  Reply type(String type) {
    contentType = type;
    return this;
  }

  /** May be kept by caches, and is compared by {@code tag}, which has its quotes. */
  Reply cached(String control, String tag) {
    cacheControl = control;
    etag = Optional.of(tag);
    return this;
  }

  /** Kept by nobody. */
  Reply uncached() {
    cacheControl = NO_STORE;
    etag = Optional.empty();
    return this;
  }

  /** The body comes in another coding if that is asked for; {@code zipped}: this time it does. */
  Reply coded(boolean zipped) {
    varies = true;
    gzip = zipped;
    return this;
  }

  /** The client has it already: 304, without a body. */
  Reply unchanged() {
    unchanged = true;
    body.clear();
    return this;
  }

  String contentType() {
    return contentType;
  }

  String cacheControl() {
    return cacheControl;
  }

  Optional<String> etag() {
    return etag;
  }

  boolean isUnchanged() {
    return unchanged;
  }

  boolean gzip() {
    return gzip;
  }

  boolean varies() {
    return varies;
  }
}
