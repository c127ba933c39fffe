package dev.tidegate.launcher.prove.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On real sockets, to a server that says again what it is told. */
class WireTest {
  private ServerSocket echo;
  private Wire wire;

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    wire = Wire.to(echo.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    wire.close();
    echo.close();
  }

  @Test
  void aWholeOnePassesOnWhatComes() throws IOException {
    try (Socket socket = connect()) {
      assertThat(ask(socket, "one")).isEqualTo("one");
      assertThat(ask(socket, "x".repeat(100_000))).hasSize(100_000);
    }
  }

  @Test
  void aSlowOnePassesItOnLaterInBothDirections() throws IOException {
    wire.become(new Wire.State.Slow(Duration.ofMillis(60)));
    try (Socket socket = connect()) {
      long began = System.nanoTime();
      assertThat(ask(socket, "one")).isEqualTo("one");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(119));
    }
  }

  @Test
  void aCutOneClosesWhatStandsAndWhatComes() throws IOException {
    try (Socket before = connect()) {
      assertThat(ask(before, "one")).isEqualTo("one");
      wire.become(new Wire.State.Cut());
      assertThatThrownBy(() -> ask(before, "two")).isInstanceOf(IOException.class);
      try (Socket after = connect()) {
        assertThatThrownBy(() -> ask(after, "three")).isInstanceOf(IOException.class);
      }
    }
    wire.become(new Wire.State.Whole());
    try (Socket healed = connect()) {
      assertThat(ask(healed, "four")).isEqualTo("four");
    }
  }

  @Test
  void whatIsSentInTheDarkArrivesWhenThereIsLight() throws IOException {
    try (Socket before = connect()) {
      assertThat(ask(before, "one")).isEqualTo("one");
      wire.become(new Wire.State.Dark());
      try (Socket after = connect()) {
        before.setSoTimeout(200);
        after.setSoTimeout(200);
        assertThatThrownBy(() -> ask(before, "two")).isInstanceOf(SocketTimeoutException.class);
        assertThatThrownBy(() -> ask(after, "six")).isInstanceOf(SocketTimeoutException.class);
        wire.become(new Wire.State.Whole());
        before.setSoTimeout(10_000);
        after.setSoTimeout(10_000);
        assertThat(hear(before, 3)).isEqualTo("two");
        assertThat(hear(after, 3)).isEqualTo("six");
      }
    }
  }

  @Test
  void sentinelsNameTheWiresPorts() {
    byte[] answer = "*2\r\n$9\r\n127.0.0.1\r\n$5\r\n12345\r\n".getBytes(StandardCharsets.UTF_8);
    byte[] renamed = Wires.renamed(answer, new TreeMap<>(Map.of("12345", "40001", "1", "2")));
    assertThat(renamed)
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("*2\r\n$9\r\n127.0.0.1\r\n$5\r\n40001\r\n");
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), wire.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static String ask(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return hear(socket, text.length());
  }

  private static String hear(Socket socket, int length) throws IOException {
    byte[] heard = socket.getInputStream().readNBytes(length);
    if (heard.length < length) {
      throw new IOException("closed");
    }
    return new String(heard, StandardCharsets.UTF_8);
  }

  private void serve() {
    try {
      while (true) {
        Socket socket = echo.accept();
        Thread.ofVirtual().start(() -> repeat(socket));
      }
    } catch (IOException _) {
      // the test is over
    }
  }

  private static void repeat(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException _) {
      // the other end has gone
    }
  }
}
