package dev.tidegate.api.config;

import dev.tidegate.api.config.TidegateConfig.Oidc;
import dev.tidegate.api.config.TidegateConfig.Role;
import dev.tidegate.api.config.TidegateConfig.Security;
import dev.tidegate.api.config.TidegateConfig.Token;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code security}: who may call the operator plane. */
final class SecurityReader {
  /** Of {@code tidegate-first-hour}, which the example file gives to everyone. */
  static final String FIRST_HOUR =
      "d8c1ac98a09643c74a7c091c1d442dfca09171707c29da4a378660680dffc5e4";

  private static final Map<String, Role> ROLES =
      Map.of(
          "viewer",
          Role.VIEWER,
          "operator",
          Role.OPERATOR,
          "admin",
          Role.ADMIN,
          "agent",
          Role.AGENT);

  private SecurityReader() {}

  static Security read(Section section, boolean loopbackOnly) {
    List<Token> tokens = section.sections("tokens", new Tokens()::read);
    Optional<String> key = section.secret("session-key");
    if (key.isPresent() && key.get().length() < 16) {
      section.warn("session-key", "is short: 16 characters or more cannot be guessed");
    }
    boolean openMetrics = section.value("open-metrics", Formats::yesNo, false);
    Optional<Oidc> oidc = section.optionalSection("oidc", SecurityReader::oidc);
    if (tokens.isEmpty()) {
      section.warn("tokens", "there are none: nobody can sign in to the operator plane");
    }
    if (!loopbackOnly && tokens.stream().anyMatch(t -> t.sha256().equals(FIRST_HOUR))) {
      section.warn(
          "tokens",
          "the example's token is known to everyone: replace it, this plane is reachable");
    }
    return new Security(tokens, key, openMetrics, oidc);
  }

  /** Reads tokens one by one, none twice. */
  private static final class Tokens {
    private final Set<String> names = new HashSet<>();
    private final Map<String, String> owners = new HashMap<>();

    Token read(Section section) {
      String name = section.required("name", Formats.id("token"), "ops-oncall", "");
      Role role = section.required("role", Formats.oneOf(ROLES), "operator", Role.VIEWER);
      String sha256 =
          section.required(
              "sha256",
              text -> Formats.sha256(Formats.secret(section.in(), text)),
              "9f86d0...",
              "");
      if (!name.isEmpty() && !names.add(name)) {
        section.fault("name", "two tokens are named " + name + ": give each its own name");
      }
      if (name.equals("file")) { // whose versions an edited file may follow without a conflict
        section.fault("name", "file is the name of the configuration file itself: give another");
      }
      String other = sha256.isEmpty() ? null : owners.putIfAbsent(sha256, name);
      if (other != null) {
        section.fault("sha256", "is the token of " + other + " again: remove one of them");
      }
      return new Token(name, role, sha256);
    }
  }

  private static Oidc oidc(Section section) {
    URI issuer =
        section.required(
            "issuer", NetworkFormats::url, "https://id.example.com", URI.create("http://x"));
    section.fault("OIDC sign-in is not yet supported by this build: use tokens");
    return new Oidc(issuer, section.value("role-claim", Formats.words(64), "roles"));
  }

  static String wire(Role role) {
    return switch (role) {
      case VIEWER -> "viewer";
      case OPERATOR -> "operator";
      case ADMIN -> "admin";
      case AGENT -> "agent";
    };
  }
}
