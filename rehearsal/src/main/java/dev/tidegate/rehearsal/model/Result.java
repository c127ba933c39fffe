package dev.tidegate.rehearsal.model;

/** How a player's request ended. */
public sealed interface Result {
  /**
   * The playlist came.
   *
   * @param newest sequence number of its last segment
   */
  record Playlist(long newest, Transfer transfer) implements Result {}

  /** A segment came. */
  record Segment(Transfer transfer) implements Result {}

  /** Nothing usable came. */
  record Failure(ErrorClass errorClass) implements Result {}

  /**
   * @param firstByteMillis from request to first byte
   * @param millis from first byte to last
   * @param bytes media bytes that this object stands for
   */
  record Transfer(long firstByteMillis, long millis, long bytes) {}

  /** The classes of the beacon. */
  enum ErrorClass {
    CONNECT("connect"),
    HTTP4XX("http4xx"),
    HTTP5XX("http5xx"),
    TIMEOUT("timeout");

    private final String wire;

    ErrorClass(String wire) {
      this.wire = wire;
    }

    /** The word used in a beacon. */
    public String wire() {
      return wire;
    }
  }
}
