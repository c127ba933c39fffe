package dev.tidegate.api.config;

import dev.tidegate.api.config.TidegateConfig.Store;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code store}: where state is kept. */
final class StoreReader {
  private static final Map<String, Boolean> EMBEDDED = Map.of("embedded", true, "redis", false);
  private static final String PREFIX = "tidegate";
  private static final Pattern PREFIXES = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final String HOST = "(?:\\[[0-9A-Fa-f:.]+\\]|[^\\[\\]:,/?#@\\s]+)(?::(\\d{1,5}))?";
  private static final Pattern ONE_HOST = Pattern.compile(HOST);
  private static final Pattern URI =
      Pattern.compile(
          "rediss?(-sentinel|-cluster)?://(?:[^@/?#]*@)?([^@/?#]+)(?:/[^?#]*)?(\\?[^#]*)?(#.+)?");

  /** As Lettuce writes what others write behind {@code #}. */
  private static final Pattern MASTER = Pattern.compile("(?i).*[?&]sentinelMasterId=[^&]+.*");

  private static final String FORMS =
      "is no Redis URI: use redis://host:6379, rediss:// for TLS,"
          + " redis-sentinel://h1:26379,h2:26379#name or redis-cluster://h1:6379,h2:6379"
          + " (a password's / @ # ? : are written %2F %40 %23 %3F %3A)";

  private StoreReader() {}

  static Store read(Section section) {
    boolean embedded = section.value("kind", Formats.oneOf(EMBEDDED), true);
    Optional<Path> path = section.optional("path", text -> Formats.path(section.in(), text));
    Optional<String> uri = section.secret("uri");
    String prefix = section.value("prefix", StoreReader::prefix, PREFIX);
    Path directory = path.orElse(section.in().resolve("data"));
    if (embedded) {
      if (section.has("uri")) {
        section.fault("uri", "belongs to kind redis; kind embedded has a path");
      }
      if (section.has("prefix")) {
        section.fault("prefix", "belongs to kind redis; kind embedded has a path");
      }
      return new Store.Embedded(directory);
    }
    if (!section.has("uri")) {
      section.fault("uri", "is missing: add it, such as redis://127.0.0.1:6379");
    }
    uri.flatMap(StoreReader::wrong).ifPresent(fault -> section.fault("uri", fault));
    return new Store.Redis(uri.orElse(""), prefix, directory);
  }

  private static String prefix(String text) {
    if (!PREFIXES.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no prefix: use 1 to 64 of A-Z a-z 0-9 . _ -");
    }
    return text;
  }

  /** What is wrong with a URI, without the URI: it may hold a password. */
  private static Optional<String> wrong(String uri) {
    Matcher form = URI.matcher(uri);
    if (!form.matches()) {
      return Optional.of(FORMS);
    }
    String[] hosts = form.group(2).split(",", -1);
    if (form.group(1) == null && hosts.length > 1) {
      return Optional.of(
          "names several servers: a redis:// URI has one; say redis-cluster:// or redis-sentinel://");
    }
    for (String host : hosts) {
      Matcher one = ONE_HOST.matcher(host);
      if (!one.matches() || !port(one.group(1))) {
        return Optional.of(FORMS);
      }
    }
    boolean named = form.group(4) != null || named(form.group(3));
    if ("-sentinel".equals(form.group(1)) && !named) {
      return Optional.of(
          "lacks the name that the sentinels know the master by: redis-sentinel://h1,h2#name");
    }
    return Optional.empty();
  }

  private static boolean named(@Nullable String query) {
    return query != null && MASTER.matcher(query).matches();
  }

  private static boolean port(@Nullable String text) {
    return text == null || (Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 65_535);
  }
}
