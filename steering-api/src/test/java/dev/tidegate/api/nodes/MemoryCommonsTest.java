package dev.tidegate.api.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.api.nodes.Commons.Outcome;
import dev.tidegate.api.nodes.MemoryCommons.Way;
import dev.tidegate.api.store.Store.StoredDecision;
import dev.tidegate.api.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The fake that other tests stand on keeps the laws, and fails as it is told to. */
class MemoryCommonsTest extends CommonsContract {
  private static final Duration LEASE = Duration.ofSeconds(3);

  private final AtomicLong now = new AtomicLong(1_800_000_000_000L);
  private final MemoryPlace place = new MemoryPlace(now::get, LOG_BOUND);

  @Override
  protected Commons open() {
    return new MemoryCommons(place);
  }

  @Override
  protected void pass(Duration time) {
    now.addAndGet(time.toMillis());
  }

  @Override
  protected List<String> decisions() {
    return place.decisions().stream().map(StoredDecision::json).toList().reversed();
  }

  @Test
  void whoIsCutOffDoesNothing() {
    MemoryCommons cut = new MemoryCommons(place);
    cut.way(Way.CUT);
    assertThatThrownBy(() -> cut.acquire("a", 0, LEASE)).isInstanceOf(StoreException.class);
    assertThat(a.acquire("b", 0, LEASE)).isPresent();
  }

  @Test
  void whoIsSlowHasDoneItAndDoesNotKnow() {
    MemoryCommons slow = new MemoryCommons(place);
    List<Integer> heard = new ArrayList<>();
    slow.listen(news -> heard.add(news.length));
    Lease lease = slow.acquire("a", 0, LEASE).orElseThrow();
    slow.way(Way.SLOW);
    assertThatThrownBy(() -> slow.publish(lease, publication(lease.epoch(), 1), bytes("n")))
        .isInstanceOf(StoreException.class);
    assertThat(a.published()).isPresent();
    slow.way(Way.OPEN);
    assertThat(heard).as("missed, and told that it may have").containsExactly(0, 0);
    assertThat(slow.publish(lease, publication(lease.epoch(), 1), bytes("n")))
        .isEqualTo(Outcome.NOT_ABOVE);
  }

  @Test
  void whatWasWrittenLastCanBeLost() {
    Lease lease = a.acquire("a", 0, LEASE).orElseThrow();
    a.publish(lease, publication(lease.epoch(), 1), bytes("n"));
    a.publish(lease, publication(lease.epoch(), 2), bytes("n"));
    place.lose(1);
    assertThat(a.published().orElseThrow().version().seq()).isEqualTo(1);
    place.lose(2);
    assertThat(a.published()).isEmpty();
    assertThat(b.acquire("b", 0, LEASE).orElseThrow().epoch()).isEqualTo(lease.epoch());
  }
}
