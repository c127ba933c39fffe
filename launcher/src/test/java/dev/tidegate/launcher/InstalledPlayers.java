package dev.tidegate.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The browser and the players that tests drive. Where one is missing the test is skipped, visibly;
 * where CI is set it fails instead, since CI must not pass by skipping.
 */
final class InstalledPlayers {
  private static final List<String> CHROMIUM =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

  private static final Map<String, String> FILES =
      Map.of(
          "hls.js", "hls.js/dist/hls.min.js",
          "dash.js", "dashjs/dist/modern/umd/dash.all.min.js",
          "shaka.js", "shaka-player/dist/shaka-player.compiled.js");

  private InstalledPlayers() {}

  /** Fetches the players named in {@code players/package.json} and copies their scripts. */
  static Path into(Path dir) throws IOException, InterruptedException {
    need("npm", onPath("npm"));
    Path cache = Path.of("target", "players").toAbsolutePath();
    Files.createDirectories(cache);
    for (String file : List.of("package.json", "package-lock.json")) {
      try (InputStream in = InstalledPlayers.class.getResourceAsStream("/players/" + file)) {
        assertThat(in).as(file).isNotNull();
        Files.write(cache.resolve(file), in.readAllBytes());
      }
    }
    if (!Files.exists(cache.resolve("node_modules/.package-lock.json"))) {
      Process npm =
          new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
              .directory(cache.toFile())
              .redirectErrorStream(true)
              .redirectOutput(cache.resolve("npm.log").toFile())
              .start();
      assertThat(npm.waitFor(4, TimeUnit.MINUTES)).as("npm ci ends").isTrue();
      assertThat(npm.exitValue())
          .as("npm ci: %s", Files.readString(cache.resolve("npm.log")))
          .isZero();
    }
    Files.createDirectories(dir);
    for (Map.Entry<String, String> file : FILES.entrySet()) {
      Files.copy(
          cache.resolve("node_modules").resolve(file.getValue()), dir.resolve(file.getKey()));
    }
    return dir;
  }

  /** The driver without its own browsers: the system's is used. */
  static Playwright.CreateOptions noDownload() {
    return new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
  }

  /** How to start the system's own Chromium. */
  static BrowserType.LaunchOptions chromium() {
    Optional<Path> found = CHROMIUM.stream().map(Path::of).filter(Files::isExecutable).findFirst();
    need("chromium", found.isPresent());
    return new BrowserType.LaunchOptions()
        .setExecutablePath(found.orElseThrow())
        .setHeadless(true)
        .setArgs(
            List.of(
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--autoplay-policy=no-user-gesture-required"));
  }

  static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void need(String what, boolean there) {
    if (System.getenv("CI") != null) {
      assertThat(there).as("%s must be there in CI", what).isTrue();
    }
    assumeTrue(there, () -> what + " is not installed; ./tidegate test installs it where it may");
  }

  private static boolean onPath(String command) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(dir -> Files.isExecutable(Path.of(dir, command)));
  }
}
