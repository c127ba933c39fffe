package dev.tidegate.dns.powerdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LuaCodeTest {
  @Test
  void isReadBackAsWrittenAndIsNeverCutInsideAValue() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      SortedMap<String, Integer> fallback = table(random);
      List<LuaCode.Branch> branches = new ArrayList<>();
      List<SortedMap<String, Integer>> all = new ArrayList<>(List.of(fallback));
      for (int i = 0; i < random.nextInt(6); i++) {
        SortedMap<String, Integer> weights = table(random);
        RegionChoice choice =
            new RegionChoice(
                "r" + i, List.of("10." + i + ".0.0/16", "2001:db8::/32"), List.of("IN"));
        branches.add(new LuaCode.Branch(LuaCode.condition(choice, random.nextBoolean()), weights));
        all.add(weights);
      }
      String code = LuaCode.byRegion(fallback, branches);
      String content = LuaCode.content(code);
      assertThat(LuaCode.code(content)).as("seed " + seed).isEqualTo(code);
      assertThat(LuaCode.tables(code)).as("seed " + seed).isEqualTo(all);
      for (String part : content.substring("CNAME \"".length()).split("\" \"")) {
        assertThat(part.length()).isLessThan(256);
        assertThat(part.chars().filter(c -> c == '\'').count() % 2)
            .as("cut inside of a value, seed " + seed + ": " + part)
            .isZero();
      }
    }
  }

  private static SortedMap<String, Integer> table(Random random) {
    SortedMap<String, Integer> weights = new TreeMap<>();
    for (int i = 0; i <= random.nextInt(5); i++) {
      weights.put("host" + random.nextInt(100_000) + ".cdn-some.example.", random.nextInt(10_001));
    }
    return weights;
  }

  @Test
  void whatCouldBeAProgramDoesNotGetIntoOne() {
    SortedMap<String, Integer> evil = new TreeMap<>();
    evil.put("a') os.execute('x", 1);
    assertThatThrownBy(() -> LuaCode.single(evil)).isInstanceOf(IllegalArgumentException.class);
    for (String prefix : List.of("10.0.0.0/8'", "10.0.0.0/8'}) or true --", "")) {
      assertThatThrownBy(() -> new RegionChoice("r", List.of(prefix), List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new RegionChoice("r", List.of(), List.of("I'N")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Pattern.matches("[^\"\\\\]*", LuaCode.single(table(new Random(1))))).isTrue();
  }
}
