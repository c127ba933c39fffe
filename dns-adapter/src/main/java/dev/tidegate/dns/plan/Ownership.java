package dev.tidegate.dns.plan;

import dev.tidegate.model.Ids;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose a scope of names is: one TXT record beside the names it speaks for. It is written together
 * with them, and is what compare-and-swap compares.
 *
 * @param owner the configured owner, see {@link Ids}
 * @param form which {@link Layout} wrote it: another one's names are not this one's to give up
 * @param generation rises by one with every change
 * @param hash of the records it speaks for, 32 hexadecimal digits
 */
public record Ownership(String owner, String form, long generation, String hash) {
  private static final String LABEL = "_tidegate.";
  private static final Pattern FORM =
      Pattern.compile(
          "heritage=tidegate,owner=([A-Za-z0-9._-]{1,64}),form=([a-z]{1,16}),gen=(\\d{1,18}),hash=([0-9a-f]{32})");

  public Ownership {
    Ids.require("owner", owner);
  }

  /** The name of the record that speaks for {@code scope}. */
  public static String name(String scope) {
    return LABEL + scope;
  }

  /** The scope that the ownership record of this name speaks for; empty if it is no such name. */
  public static Optional<String> scope(String name) {
    return name.startsWith(LABEL) ? Optional.of(name.substring(LABEL.length())) : Optional.empty();
  }

  /** What stands in the TXT record: one string without quotes. */
  public String text() {
    return "heritage=tidegate,owner="
        + owner
        + ",form="
        + form
        + ",gen="
        + generation
        + ",hash="
        + hash;
  }

  /** Reads {@link #text}, in quotes or not; empty if it is something else. */
  public static Optional<Ownership> parse(String text) {
    Matcher m = FORM.matcher(text.replace("\"", ""));
    return m.matches()
        ? Optional.of(new Ownership(m.group(1), m.group(2), Long.parseLong(m.group(3)), m.group(4)))
        : Optional.empty();
  }

  /** The hash of these records: of their sorted text, so that it is the same everywhere. */
  public static String hash(SortedMap<RecordKey, RecordData> records) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (Map.Entry<RecordKey, RecordData> record : records.entrySet()) {
        sha.update(
            (record.getKey() + " " + record.getValue() + "\n").getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(sha.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  @Override
  public String toString() {
    return owner + " generation " + generation + " (" + hash.substring(0, 8) + ")";
  }
}
