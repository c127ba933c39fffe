package dev.tidegate.launcher.prove.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class LoadTest {
  private static final String WELL =
      """
      Running 6s test @ http://127.0.0.1:18080
        1 threads and 64 connections
        Thread Stats   Avg      Stdev     Max   +/- Stdev
          Latency     3.70ms    5.10ms  66.32ms   88.67%
        Latency Distribution
           50%  854.00us
           75%    4.20ms
           90%    9.91ms
           99%   24.02ms
        151183 requests in 6.01s, 57.10MB read
      Requests/sec:  25155.42
       99.9% 31254.00us
      """;

  @Test
  void whatWrkWritesIsRead() throws IOException {
    Load.Seen seen = Load.read(WELL);
    assertThat(seen.requests()).isEqualTo(151_183);
    assertThat(seen.p50()).isEqualTo(0.854);
    assertThat(seen.p99()).isEqualTo(24.02);
    assertThat(seen.p999()).isEqualTo(31.254);
    assertThat(seen.failed()).isZero();
  }

  @Test
  void whatFailedIsCounted() throws IOException {
    String ill =
        WELL
            + "  Socket errors: connect 1, read 20, write 300, timeout 7\n"
            + "  Non-2xx or 3xx responses: 4000\n";
    assertThat(Load.read(ill).failed()).isEqualTo(4321 + 7);
  }

  @Test
  void anythingElseIsAFault() {
    assertThatThrownBy(() -> Load.read("unable to connect"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unable to connect");
  }
}
