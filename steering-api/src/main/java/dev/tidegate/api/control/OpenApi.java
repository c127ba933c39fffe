package dev.tidegate.api.control;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The description of this plane for programs, kept by hand beside the routes it describes. */
final class OpenApi {
  private static final String PLACE = "/dev/tidegate/api/openapi.json";

  private final byte[] text;

  OpenApi() {
    try (InputStream in = OpenApi.class.getResourceAsStream(PLACE)) {
      if (in == null) {
        throw new IllegalStateException(PLACE + " is not on the class path");
      }
      text = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Reply page(Call call) {
    return new Reply.Whole(200, "application/json", Map.of(), text);
  }
}
