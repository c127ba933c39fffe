package dev.tidegate.dns.route53;

import com.github.tomakehurst.wiremock.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Checks a request's signature (AWS Signature Version 4) as the service does. */
final class Signatures {
  private static final Pattern FORM =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Duration SKEW = Duration.ofMinutes(5);

  private Signatures() {}

  static void check(Request request, Credentials known, Instant now) throws Refusal {
    Matcher m = FORM.matcher(String.valueOf(request.getHeader("Authorization")));
    if (!m.matches()) {
      throw new Refusal(403, "MissingAuthenticationToken", "Missing Authentication Token");
    }
    if (!m.group(1).equals(known.keyId())) {
      throw new Refusal(
          403, "InvalidClientTokenId", "The security token included in the request is invalid.");
    }
    String date = request.getHeader("X-Amz-Date");
    Instant signed = Instant.from(DATE.parse(date));
    if (Duration.between(signed, now).abs().compareTo(SKEW) > 0) {
      throw new Refusal(
          403, "SignatureDoesNotMatch", "Signature expired: " + date + ", now " + DATE.format(now));
    }
    String scope = m.group(2) + "/" + m.group(3) + "/" + m.group(4) + "/aws4_request";
    String text =
        "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n" + sha(canonical(request, m.group(5)));
    byte[] key = ("AWS4" + known.secret()).getBytes(StandardCharsets.UTF_8);
    for (String part : scope.split("/")) {
      key = hmac(key, part);
    }
    if (!HexFormat.of().formatHex(hmac(key, text)).equals(m.group(6))) {
      throw new Refusal(
          403,
          "SignatureDoesNotMatch",
          "The request signature we calculated does not match the signature you provided.");
    }
  }

  private static String canonical(Request request, String signedHeaders) {
    String url = request.getUrl();
    int mark = url.indexOf('?');
    String path = mark < 0 ? url : url.substring(0, mark);
    String query =
        mark < 0
            ? ""
            : Arrays.stream(url.substring(mark + 1).split("&"))
                .map(p -> p.contains("=") ? p : p + "=")
                .sorted()
                .collect(Collectors.joining("&"));
    String headers =
        Arrays.stream(signedHeaders.split(";"))
            .map(h -> h + ":" + request.getHeader(h).strip() + "\n")
            .collect(Collectors.joining());
    return String.join(
        "\n",
        request.getMethod().getName(),
        path,
        query,
        headers,
        signedHeaders,
        sha(request.getBodyAsString()));
  }

  private static String sha(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
