package dev.tidegate.dns.route53;

import static dev.tidegate.dns.plan.Zones.ZONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidegate.dns.plan.Intended;
import dev.tidegate.dns.plan.Plan;
import dev.tidegate.dns.plan.Planner;
import dev.tidegate.dns.plan.Shares;
import dev.tidegate.dns.plan.Zones;
import dev.tidegate.dns.reconcile.BackendException;
import dev.tidegate.model.Group;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A plan as change batches. */
class BatchesTest {
  @Test
  void aServiceOfMoreThanABatchIsRejectedWholeAndSeveralServicesAreDividedBetweenThem()
      throws Exception {
    Map<String, String> labels = new TreeMap<>();
    for (int i = 0; i < 170; i++) {
      labels.put("r" + i, "r" + i);
    }
    WeightedLayout many =
        new WeightedLayout(ZONE, List.of("one", "two", "six"), labels, Map.of(), 20);
    Batches batches = new Batches(new RecordSets(Route53Imitation.ID, 20));
    Plan plan =
        Planner.plan("t", "prod-1", everywhere(labels, "one", "two", "six"), Zones.empty(), many);
    var divided = batches.of(plan, Zones.empty());
    assertThat(divided).hasSize(3);
    assertThat(divided.stream().mapToInt(List::size).sum()).isEqualTo(3 * (170 * 3 + 1));
    for (int i = 170; i < 340; i++) {
      labels.put("r" + i, "r" + i);
    }
    WeightedLayout more = new WeightedLayout(ZONE, List.of("one"), labels, Map.of(), 20);
    Plan all = Planner.plan("t", "prod-1", everywhere(labels, "one"), Zones.empty(), more);
    BackendException refused =
        catchThrowableOfType(BackendException.class, () -> batches.of(all, Zones.empty()));
    assertThat(refused).hasMessageContaining("1000 records");
    assertThat(refused.kind()).isEqualTo(BackendException.Kind.REJECTED);
  }

  private static Intended everywhere(Map<String, String> labels, String... services) {
    var shares = new TreeMap<Group, Shares>();
    for (String service : services) {
      labels
          .keySet()
          .forEach(r -> shares.put(Group.of(service, r), Zones.shares(7000, 2000, 1000)));
    }
    return new Intended("1.1-00000001", shares);
  }
}
