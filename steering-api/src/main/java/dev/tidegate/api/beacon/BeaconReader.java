package dev.tidegate.api.beacon;

import dev.tidegate.api.beacon.IntakeStats.Reason;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads native beacons as a stream, within bounds on everything: size, nesting, numbers, samples.
 * Unknown members are passed over; a known one that cannot be makes its sample unbelievable, unless
 * no rate is made of it: a player whose clock puts its live lag below zero counts its errors well.
 */
final class BeaconReader {
  /** Samples of a beacon that are looked at. */
  static final int MAX_SAMPLES = 100;

  private static final int MAX_TEXT = 512;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(16)
                  .maxNumberLength(64)
                  .maxNameLength(256)
                  .maxStringLength(64 * 1024)
                  .maxDocumentLength(64 * 1024)
                  .build())
          .build();

  private final IntakeStats stats;

  BeaconReader(IntakeStats stats) {
    this.stats = stats;
  }

  /** The beacon; empty, and counted, if it is none. */
  Optional<NativeBeacon> read(byte[] body) {
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        stats.drop(Reason.UNREADABLE);
        return Optional.empty();
      }
      NativeBeacon beacon = beacon(json);
      if (json.nextToken() != null) {
        stats.drop(Reason.UNREADABLE);
        return Optional.empty();
      }
      return Optional.of(beacon);
    } catch (JacksonException e) {
      stats.drop(Reason.UNREADABLE);
      return Optional.empty();
    }
  }

  private NativeBeacon beacon(JsonParser json) {
    Optional<String> session = Optional.empty();
    Optional<String> token = Optional.empty();
    Optional<String> region = Optional.empty();
    Client client = Client.UNKNOWN;
    OptionalLong asn = OptionalLong.empty();
    OptionalDouble sampled = OptionalDouble.empty();
    List<Sample> samples = List.of();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case "session" -> session = text(json, value);
        case "token" -> token = text(json, value);
        case "region" -> region = text(json, value);
        case "asn" -> {
          OptionalDouble number = number(json, value);
          asn =
              number.isPresent() && number.getAsDouble() >= 0 && number.getAsDouble() < 1L << 32
                  ? OptionalLong.of((long) number.getAsDouble())
                  : OptionalLong.empty();
        }
        case "sampled" -> sampled = number(json, value);
        case "client" -> client = client(json, value);
        case "samples" -> samples = samples(json, value);
        default -> json.skipChildren();
      }
    }
    return new NativeBeacon(
        session, token, region, asn, sampled, client.app, client.device, samples);
  }

  /** Which player reports, as far as it says. */
  private record Client(Optional<String> app, Optional<String> device) {
    static final Client UNKNOWN = new Client(Optional.empty(), Optional.empty());
  }

  private static Client client(JsonParser json, JsonToken value) {
    if (value != JsonToken.START_OBJECT) {
      json.skipChildren();
      return Client.UNKNOWN;
    }
    Optional<String> app = Optional.empty();
    Optional<String> version = Optional.empty();
    Optional<String> device = Optional.empty();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken member = json.nextToken();
      switch (name) {
        case "app" -> app = text(json, member);
        case "version" -> version = text(json, member);
        case "device" -> device = text(json, member);
        default -> json.skipChildren();
      }
    }
    String release = version.map(v -> "/" + v).orElse("");
    return new Client(app.map(a -> a + release), device);
  }

  private List<Sample> samples(JsonParser json, JsonToken value) {
    List<Sample> samples = new ArrayList<>(4);
    if (value != JsonToken.START_ARRAY) {
      json.skipChildren();
      return samples;
    }
    for (JsonToken item = json.nextToken(); item != JsonToken.END_ARRAY; item = json.nextToken()) {
      if (item == JsonToken.START_OBJECT && samples.size() < MAX_SAMPLES) {
        samples.add(sample(json));
      } else {
        json.skipChildren();
        stats.drop(item == JsonToken.START_OBJECT ? Reason.TOO_MANY_SAMPLES : Reason.BAD_VALUE);
      }
    }
    return samples;
  }

  private Sample sample(JsonParser json) {
    Sample sample = new Sample();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case "cdn" -> sample.cdn = text(json, value).orElse("");
        case "ts" -> time(json, value, sample);
        case "ttfbMs" -> ttfb(json, value, sample);
        case "errorClasses" -> errorClasses(json, value, sample);
        case "startFailed" -> sample.startFailed = flag(json, value, sample);
        case "fatal" -> sample.fatal = flag(json, value, sample);
        default -> {
          Optional<Sample.Field> field = Sample.Field.of(name);
          if (field.isPresent()) {
            set(json, value, sample, field.get());
          } else {
            json.skipChildren();
          }
        }
      }
    }
    return sample;
  }

  private void set(JsonParser json, JsonToken value, Sample sample, Sample.Field field) {
    boolean absent = value == JsonToken.VALUE_NULL;
    if (absent || (value.isNumeric() && sample.set(field, json.getDoubleValue()))) {
      return;
    }
    json.skipChildren();
    if (field.rated()) {
      sample.refused = true;
    } else {
      stats.drop(Reason.ODD_VALUE);
    }
  }

  /** Epoch milliseconds, or ISO-8601 with zone. */
  private void time(JsonParser json, JsonToken value, Sample sample) {
    if (value != JsonToken.VALUE_STRING) {
      set(json, value, sample, Sample.Field.TS);
      return;
    }
    try {
      String text = text(json, value).orElse("");
      double millis = (double) OffsetDateTime.parse(text).toInstant().toEpochMilli();
      sample.refused |= !sample.set(Sample.Field.TS, millis);
    } catch (DateTimeException | ArithmeticException e) {
      sample.refused = true;
    }
  }

  private static boolean flag(JsonParser json, JsonToken value, Sample sample) {
    if (!value.isBoolean() && value != JsonToken.VALUE_NULL) {
      json.skipChildren();
      sample.refused = true;
    }
    return value == JsonToken.VALUE_TRUE;
  }

  private void ttfb(JsonParser json, JsonToken value, Sample sample) {
    if (value != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    for (JsonToken item = json.nextToken(); item != JsonToken.END_ARRAY; item = json.nextToken()) {
      if (!item.isNumeric() || !sample.addTtfb(json.getDoubleValue())) {
        json.skipChildren();
        stats.drop(Reason.BAD_TTFB);
      }
    }
  }

  private void errorClasses(JsonParser json, JsonToken value, Sample sample) {
    if (value != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean wanted = json.currentName().equals(Sample.Field.HTTP_5XX.wire);
      JsonToken member = json.nextToken();
      if (wanted) {
        set(json, member, sample, Sample.Field.HTTP_5XX);
      } else {
        json.skipChildren();
      }
    }
  }

  /** A text that may be believed; other values, and texts beyond reason, count as absent. */
  private static Optional<String> text(JsonParser json, JsonToken value) {
    if (value != JsonToken.VALUE_STRING) {
      json.skipChildren();
      return Optional.empty();
    }
    String text = json.getString();
    return text.isEmpty() || text.length() > MAX_TEXT ? Optional.empty() : Optional.of(text);
  }

  private static OptionalDouble number(JsonParser json, JsonToken value) {
    if (!value.isNumeric()) {
      json.skipChildren();
      return OptionalDouble.empty();
    }
    double number = json.getDoubleValue();
    return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
  }
}
