package dev.tidegate.api.config;

import dev.tidegate.model.Ids;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What a single value may look like: each a rule that says what would be right. */
public final class Formats {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
  private static final Pattern SUBDIVISION = Pattern.compile("[A-Z]{2}-[A-Z0-9]{1,3}");
  private static final long MOST_SECRET_BYTES = 64 * 1024;

  private Formats() {}

  /** An id of {@code what}. */
  public static Parser<String> id(String what) {
    return text -> {
      if (!Ids.legal(text)) {
        throw bad(text, "is not a legal id of a " + what + ": use 1 to 64 of A-Z a-z 0-9 . _ -");
      }
      return text;
    };
  }

  /** An id that must be one of {@code ids}. */
  public static Parser<String> known(String what, Collection<String> ids) {
    return text -> {
      if (!ids.contains(text)) {
        String hint = Suggestion.hint(text, ids);
        String all = ids.isEmpty() ? ": none is configured" : ": known are " + some(ids);
        throw bad(text, "is not a configured " + what + (hint.isEmpty() ? all : hint));
      }
      return text;
    };
  }

  /** One of a few words. */
  public static <T> Parser<T> oneOf(Map<String, T> choices) {
    return text -> {
      T choice = choices.get(text);
      if (choice == null) {
        String legal = String.join(", ", choices.keySet().stream().sorted().toList());
        String rule = choices.size() == 1 ? "must be " : "is none of ";
        throw bad(text, rule + legal + Suggestion.hint(text, choices.keySet()));
      }
      return choice;
    };
  }

  /** {@code true} or {@code false}. */
  public static boolean yesNo(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw bad(text, "must be true or false");
    };
  }

  /** A whole number within {@code min..max}. */
  public static Parser<Integer> whole(int min, int max) {
    return text -> {
      long value = Quantities.whole(text);
      if (value < min || value > max) {
        throw bad(text, "must be within " + min + ".." + max);
      }
      return (int) value;
    };
  }

  /** A number within {@code min..max}. */
  public static Parser<Double> number(double min, double max) {
    return text -> {
      double value = Quantities.number(text);
      if (!(value >= min && value <= max)) {
        throw bad(text, "must be within " + Quantities.show(min) + ".." + Quantities.show(max));
      }
      return value;
    };
  }

  /** A duration within {@code min..max}. */
  public static Parser<Duration> duration(Duration min, Duration max) {
    return text -> {
      Duration value = Quantities.duration(text);
      if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
        throw bad(text, "must be within " + Quantities.show(min) + ".." + Quantities.show(max));
      }
      return value;
    };
  }

  /** Bytes that recordings may take: 64 MiB to 1024 GiB. */
  static long recordingLimit(String text) {
    long bytes = Quantities.size(text);
    if (bytes < 64L << 20 || bytes > 1L << 40) {
      throw bad(text, "must be within 64 MiB..1024 GiB");
    }
    return bytes;
  }

  /** What goes to players as a number of seconds: whole, 1s to 1h. */
  public static Duration wholeSeconds(String text) {
    Duration value = Quantities.duration(text);
    if (value.toMillis() % 1000 != 0
        || value.toSeconds() < 1
        || value.compareTo(Duration.ofHours(1)) > 0) {
      throw bad(text, "must be whole seconds within 1s..1h");
    }
    return value;
  }

  static String sha256(String text) {
    if (!SHA256.matcher(text).matches()) {
      if (SHA256.matcher(text.toLowerCase(Locale.ROOT)).matches()) {
        throw bad(text, "must be in lower case");
      }
      throw new IllegalArgumentException(
          "must be the SHA-256 of the token as 64 lower-case hex digits"
              + " (printf %s TOKEN | sha256sum), but has "
              + text.length()
              + " characters");
    }
    return text;
  }

  static String country(String text) {
    return matching(COUNTRY, text, "is not a country: write two capitals, such as IN");
  }

  static String subdivision(String text) {
    return matching(SUBDIVISION, text, "is not a subdivision: write it as in ISO 3166-2, IN-MH");
  }

  /** Free text on one line. */
  public static Parser<String> words(int most) {
    return text -> {
      if (text.isBlank() || text.length() > most || text.chars().anyMatch(c -> c < 32)) {
        throw bad(text, "must be 1 to " + most + " characters on one line");
      }
      return text;
    };
  }

  /** A file that is there. */
  static Parser<Path> file(Reading in) {
    return text -> {
      Path path = path(in, text);
      if (!Files.isReadable(path) || Files.isDirectory(path)) {
        throw bad(text, "is not a readable file (looked for " + path + ")");
      }
      return path;
    };
  }

  static Path path(Reading in, String text) {
    if (text.isBlank() || text.indexOf('\0') >= 0) {
      throw bad(text, "is not a path");
    }
    return in.resolve(text);
  }

  /** Never quotes the secret. */
  static String secret(Reading in, String text) {
    String secret = text.startsWith("file:") ? content(in, text.substring(5)) : text;
    if (secret.isBlank()) {
      throw new IllegalArgumentException("is an empty secret");
    }
    return secret;
  }

  private static String content(Reading in, String name) {
    Path path = path(in, name);
    try {
      if (Files.size(path) > MOST_SECRET_BYTES) {
        throw bad("file:" + name, "is larger than a secret may be (64 KiB)");
      }
      return Files.readString(path, StandardCharsets.UTF_8).stripTrailing();
    } catch (IOException e) {
      throw bad("file:" + name, "cannot be read as a secret in UTF-8 (looked for " + path + ")");
    }
  }

  static String matching(Pattern pattern, String text, String rule) {
    if (!pattern.matcher(text).matches()) {
      throw bad(text, rule);
    }
    return text;
  }

  private static String some(Collection<String> ids) {
    String shown = String.join(", ", ids.stream().sorted().limit(8).toList());
    return ids.size() > 8 ? shown + ", ..." : shown;
  }

  /** {@code text} in quotes, then the rule it breaks. */
  public static IllegalArgumentException bad(String text, String rule) {
    return new IllegalArgumentException(Quantities.quote(text) + " " + rule);
  }
}
