package dev.tidegate.api.steer;

import java.util.List;

/** What an answer needs of its request besides the target. */
interface Heard {
  /** The address at the other end of the connection, 4 or 16 octets. */
  byte[] peer();

  /** The values of a header in the order they came; its name in any case. */
  List<String> all(String header);
}
