package dev.tidegate.api.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.api.loop.EngineBusyException;
import dev.tidegate.api.store.StoreException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a caller is told when something of ours cannot do what was asked. */
class FailuresTest {
  @Test
  void whatMayBeTriedAgainSaysSo() {
    for (RuntimeException failure :
        List.of(
            new EngineBusyException("the engine has been busy for PT2S"),
            new StoreException("store x is busy"))) {
      Problem told = Dispatcher.problem(failure);
      assertThat(told.status()).as("%s", failure).isEqualTo(503);
      assertThat(told.detail()).contains("nothing was changed");
    }
  }
}
