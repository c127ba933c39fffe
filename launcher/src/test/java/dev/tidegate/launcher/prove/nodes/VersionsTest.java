package dev.tidegate.launcher.prove.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionsTest {
  private final Versions versions = new Versions("node-1");

  @Test
  void whatRisesIsRight() {
    versions.saw("1.9-0123abcd");
    versions.saw("1.9-0123abcd");
    versions.saw("1.10-0123abcd");
    versions.saw("2.1-0123abcd");
    assertThat(versions.faults()).isEmpty();
    assertThat(versions.seen()).isEqualTo(3);
  }

  @Test
  void whatGoesBackIsAFaultAndDoesNotBecomeTheNewest() {
    versions.saw("2.5-0123abcd");
    versions.saw("1.9-0123abcd");
    versions.saw("2.4-0123abcd");
    assertThat(versions.faults()).hasSize(2).allMatch(f -> f.startsWith("node-1 went back"));
  }

  @Test
  void twoHashesOfOneVersionAreAFault() {
    versions.saw("2.5-0123abcd");
    versions.saw("2.5-0123abce");
    assertThat(versions.faults()).singleElement().asString().contains("two snapshots");
  }

  @Test
  void whatIsNoVersionIsAFault() {
    versions.saw("");
    versions.saw("2.5-0123abcd-1");
    assertThat(versions.faults()).hasSize(2);
  }
}
