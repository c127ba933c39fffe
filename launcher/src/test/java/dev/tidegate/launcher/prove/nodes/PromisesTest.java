package dev.tidegate.launcher.prove.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PromisesTest {
  private final Promises promises = new Promises();

  @Test
  void whatWasPostedMustBeThere() {
    promises.posted("a");
    assertThat(promises.faults(Set.of("a", "b"))).isEmpty();
    assertThat(promises.faults(Set.of("b"))).containsExactly("lost a");
  }

  @Test
  void whatWasDeletedMustNotBeThere() {
    String id = beingDeleted();
    promises.deleted(id);
    assertThat(promises.faults(others(id))).isEmpty();
    assertThat(promises.faults(all())).containsExactly("revived " + id);
  }

  @Test
  void whatWasBeingDeletedMayBeThereOrNot() {
    String id = beingDeleted();
    assertThat(promises.faults(others(id))).isEmpty();
    assertThat(promises.faults(all())).isEmpty();
  }

  @Test
  void whatANodeDidNotKnowMustStillBeThere() {
    String id = beingDeleted();
    promises.unknown(id);
    assertThat(promises.faults(others(id))).containsExactly("lost " + id);
  }

  @Test
  void eachAcknowledgedWriteHasItsAuditEntry() {
    promises.posted("a");
    promises.deleted("b");
    assertThat(promises.acknowledged()).isEqualTo(2);
    assertThat(promises.unaudited(Set.of("override.create override/a", "config.put x")))
        .containsExactly("override.end override/b");
  }

  /** One that was posted and is being deleted, as one more than may stand. */
  private String beingDeleted() {
    all().forEach(promises::posted);
    return promises.toDelete().orElseThrow();
  }

  private static Set<String> all() {
    return IntStream.rangeClosed(0, Promises.STANDING)
        .mapToObj(i -> "id-" + i)
        .collect(Collectors.toSet());
  }

  private static Set<String> others(String id) {
    Set<String> others = new HashSet<>(all());
    others.remove(id);
    return others;
  }
}
