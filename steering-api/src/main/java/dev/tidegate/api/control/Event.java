package dev.tidegate.api.control;

/**
 * Something that happened, as it stands on the event stream.
 *
 * @param id rises, across restarts too
 * @param name {@code state}, {@code decision}, {@code override} or {@code audit}
 * @param data JSON on one line
 */
record Event(long id, String name, String data) {
  /** The stream's own form. */
  String text() {
    return "id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n";
  }
}
