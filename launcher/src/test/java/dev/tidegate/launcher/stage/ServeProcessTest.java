package dev.tidegate.launcher.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServeProcessTest {
  private static final Path CONFIG = Path.of("tidegate.yaml");
  private static final List<String> OWN =
      List.of(
          "-XX:AOTCache=a.aot",
          "-XX:+UseG1GC",
          "-XX:MaxGCPauseMillis=10",
          "-Dio.netty.leakDetection.level=disabled",
          "-Xmx8g");

  @Test
  void aChildHasTheCollectorOfItsParent() {
    assertThat(ServeProcess.command(CONFIG, List.of("-Xmx512m"), OWN))
        .contains("-XX:+UseG1GC", "-XX:MaxGCPauseMillis=10", "-XX:AOTCache=a.aot", "-Xmx512m")
        .doesNotContain("-Xmx8g");
  }

  @Test
  void whoNamesACollectorHasThatOneAlone() {
    assertThat(ServeProcess.command(CONFIG, List.of("-XX:+UseSerialGC"), OWN))
        .contains("-XX:+UseSerialGC", "-XX:AOTCache=a.aot", OWN.get(3))
        .doesNotContain("-XX:+UseG1GC", "-XX:MaxGCPauseMillis=10");
  }

  @Test
  void aParentsOtherCollectorIsHandedOn() {
    assertThat(ServeProcess.command(CONFIG, List.of(), List.of("-XX:+UseZGC")))
        .contains("-XX:+UseZGC");
  }
}
