package dev.tidegate.api.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.api.store.Store.AuditDraft;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The rule that docs/audit.md promises: frozen. */
class AuditChainTest {
  private static final AuditDraft EXAMPLE =
      new AuditDraft(
          Instant.parse("2026-11-22T10:00:00.123Z"),
          "ops",
          "create",
          "override/ov-0000000001",
          "CHG-112",
          "null",
          "{\"action\":\"drain\"}");

  @Test
  void theExampleOfTheDocumentHasItsHash() {
    assertThat(AuditChain.hash(1, EXAMPLE, AuditChain.GENESIS))
        .isEqualTo("b82b2f94440f37affce78766bfae6772a4e726510a2bcddba6c10c45362998a4");
  }

  @Test
  void lengthsCountBytesAndFieldsCannotRunIntoEachOther() {
    AuditDraft odd = new AuditDraft(Instant.EPOCH, "ä", "a\n1:b", "", "", "", "");
    assertThat(AuditChain.canonical(2, odd, "p"))
        .isEqualTo("tidegate-audit-1\n2\np\n0\n2:ä\n5:a\n1:b\n0:\n0:\n0:\n0:\n");
  }
}
