package dev.tidegate.api.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** What names, addresses and requests may look like: each a rule that says what would be right. */
final class NetworkFormats {
  private static final Pattern HOST_NAME =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)*");
  private static final Pattern WITH_USER = Pattern.compile("[^/]*//[^/]*@");
  private static final Pattern PORT = Pattern.compile("\\d{1,5}");
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~A-Za-z0-9-]{1,64}");

  private NetworkFormats() {}

  /** A TCP port; 0 takes any that is free. */
  static int port(String text) {
    return Formats.whole(0, 65_535).parse(text);
  }

  /**
   * An absolute http or https URL without query; its scheme in lower case, as everyone compares it,
   * and without a trailing slash.
   */
  static URI url(String text) {
    if (WITH_USER.matcher(text).lookingAt()) { // not quoted: it may be a password
      throw new IllegalArgumentException(
          "must be without user and password, so without @ before the host");
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw Formats.bad(text, "is not a URL: write it such as https://a.example.com");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
      throw Formats.bad(
          text, "must be an absolute http or https URL, such as https://a.example.com");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw Formats.bad(
          text, "must be without query and fragment: only scheme, host, port and path");
    }
    if (uri.getPort() > 65_535 || uri.getPort() == 0) {
      throw Formats.bad(text, "has a port outside 1..65535");
    }
    return URI.create(scheme + text.substring(scheme.length()).replaceAll("/+$", ""));
  }

  /** A host name or address to listen on. */
  static String listenHost(String text) {
    if (!isAddress(text) && !HOST_NAME.matcher(text.toLowerCase(Locale.ROOT)).matches()) {
      throw Formats.bad(text, "is neither an IP address nor a host name");
    }
    return text;
  }

  /** {@code host} or {@code host:port} in lower case, as it stands in the URLs players report. */
  static String authority(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    int colon = lower.lastIndexOf(':');
    boolean bracketed = lower.startsWith("[");
    boolean hasPort = colon > (bracketed ? lower.indexOf(']') : 0);
    String host = hasPort ? lower.substring(0, colon) : lower;
    boolean legal =
        bracketed
            ? host.endsWith("]") && isAddress(host.substring(1, host.length() - 1))
            : HOST_NAME.matcher(host).matches();
    if (!legal || (hasPort && !PORT.matcher(lower.substring(colon + 1)).matches())) {
      throw Formats.bad(
          text, "is not a host: write a name without scheme or path, such as a.example.com");
    }
    if (hasPort) {
      Formats.whole(1, 65_535).parse(lower.substring(colon + 1));
    }
    return lower;
  }

  /** A DNS name, absolute; the final dot is added where it is missing. */
  static String dnsName(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    String bare = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    if (!HOST_NAME.matcher(bare).matches()) {
      throw Formats.bad(text, "is not a DNS name: write it such as a.example.com.");
    }
    return bare + ".";
  }

  static String address(String text) {
    if (!isAddress(text)) {
      throw Formats.bad(text, "is not an IP address");
    }
    return text;
  }

  /** {@code address/length} whose host bits are zero; a bare address is one host. */
  static String prefix(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    String rule = "is not an address range: write it such as 10.1.0.0/16";
    if (!isAddress(address)) {
      throw Formats.bad(text, rule);
    }
    byte[] bytes = bytes(address);
    int length = bytes.length * 8;
    if (slash >= 0) {
      try {
        length = Formats.whole(0, bytes.length * 8).parse(text.substring(slash + 1));
      } catch (IllegalArgumentException e) {
        throw Formats.bad(text, rule);
      }
    }
    if (hostBits(bytes, length)) {
      throw Formats.bad(text, "has bits set beyond its length of " + length + ": clear them");
    }
    return address + "/" + length;
  }

  static String headerName(String text) {
    return Formats.matching(
        HEADER, text, "is not the name of a header field, such as X-Forwarded-For");
  }

  static String headerValue(String text) {
    if (text.length() > 1024 || text.chars().anyMatch(c -> c < 32 || c > 126)) {
      throw Formats.bad(text, "is not a header's value: visible ASCII on one line, at most 1024");
    }
    return text;
  }

  /** The path of a request, beginning with a slash; it may carry a query. */
  static String requestPath(String text) {
    if (!text.startsWith("/")
        || text.length() > 2048
        || text.chars().anyMatch(c -> c <= 32 || c > 126)) {
      throw Formats.bad(text, "is not a path: begin with / and use visible ASCII, at most 2048");
    }
    if (!inUrl(text)) {
      throw Formats.bad(
          text,
          "cannot stand in a URL as it is: write | as %7C, { as %7B, # as %23 and so on, and % only"
              + " before two hex digits");
    }
    return text;
  }

  private static boolean inUrl(String path) {
    try {
      return new URI("http://host" + path).getRawFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isAddress(String text) {
    if (text.length() > 45 || !(IPV4.matcher(text).matches() || IPV6.matcher(text).matches())) {
      return false;
    }
    try {
      return InetAddress.ofLiteral(text) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static byte[] bytes(String address) {
    return InetAddress.ofLiteral(address).getAddress();
  }

  private static boolean hostBits(byte[] bytes, int length) {
    for (int bit = length; bit < bytes.length * 8; bit++) {
      if ((bytes[bit / 8] & (0x80 >> (bit % 8))) != 0) {
        return true;
      }
    }
    return false;
  }
}
