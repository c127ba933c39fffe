package dev.tidegate.api.beacon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionTokensTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
  private final SessionTokens tokens = tokens("one key for all the nodes");

  private static SessionTokens tokens(String key) {
    return new SessionTokens(key.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aTokenProvesItsServiceSessionAndTime() {
    String token = tokens.issue("live", "s", 5, NOW).text();
    assertThat(tokens.check(token, "live", "s", 5, NOW)).isEqualTo(SessionTokens.Verdict.VALID);
    assertThat(tokens.check(token, "live", "s", 6, NOW)).isEqualTo(SessionTokens.Verdict.MOVED);
    assertThat(tokens.check(token, "live", "t", 5, NOW)).isEqualTo(SessionTokens.Verdict.FORGED);
    assertThat(tokens.check(token, "vod", "s", 5, NOW)).isEqualTo(SessionTokens.Verdict.FORGED);
    assertThat(tokens.check(token, "live", "s", 5, NOW.plusSeconds(86_399)))
        .isEqualTo(SessionTokens.Verdict.VALID);
    assertThat(tokens.check(token, "live", "s", 5, NOW.plusSeconds(86_400)))
        .isEqualTo(SessionTokens.Verdict.EXPIRED);
    assertThat(tokens("one key for all the nodes").check(token, "live", "s", 5, NOW))
        .isEqualTo(SessionTokens.Verdict.VALID);
    assertThat(tokens("another key for the node").check(token, "live", "s", 5, NOW))
        .isEqualTo(SessionTokens.Verdict.FORGED);
  }

  @Test
  void noChangedTokenIsBelieved() {
    long seed = 99;
    Random random = new Random(seed);
    String token = tokens.issue("live", "s", 5, NOW).text();
    for (int i = 0; i < 5000; i++) {
      StringBuilder changed = new StringBuilder(token);
      // The last character carries two bits that no octet has.
      int at = random.nextInt(token.length() - 1);
      changed.setCharAt(at, (char) (33 + random.nextInt(94)));
      if (changed.charAt(at) != token.charAt(at)) {
        assertThat(tokens.check(changed.toString(), "live", "s", 5, NOW))
            .as("seed %d: %s", seed, changed)
            .isEqualTo(SessionTokens.Verdict.FORGED);
      }
    }
  }

  @Test
  void shortKeysSignToo() {
    String token = tokens("k").issue("live", "s", 5, NOW).text();
    assertThat(tokens("k").check(token, "live", "s", 5, NOW))
        .isEqualTo(SessionTokens.Verdict.VALID);
    assertThat(tokens("l").check(token, "live", "s", 5, NOW))
        .isEqualTo(SessionTokens.Verdict.FORGED);
    assertThatThrownBy(() -> tokens("")).isInstanceOf(IllegalArgumentException.class);
  }
}
