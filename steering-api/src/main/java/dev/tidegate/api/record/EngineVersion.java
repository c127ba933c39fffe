package dev.tidegate.api.record;

import dev.tidegate.engine.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Which engine this program has: a digest of the classes that decide. The same in a jar and in a
 * directory; another as soon as anything of them was changed.
 */
public final class EngineVersion {
  private static final String UNKNOWN = "unknown";

  private EngineVersion() {}

  /** Twelve hexadecimal digits; {@code unknown} where classes cannot be looked at. */
  public static String here() {
    @Nullable CodeSource source = Engine.class.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return UNKNOWN;
    }
    try {
      Path place = Path.of(source.getLocation().toURI());
      return digest(Files.isDirectory(place) ? inDirectory(place) : inJar(place));
    } catch (IOException | UncheckedIOException | URISyntaxException e) {
      return UNKNOWN;
    }
  }

  private static SortedMap<String, Long> inJar(Path jar) throws IOException {
    SortedMap<String, Long> sums = new TreeMap<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      file.stream()
          .filter(entry -> decides(entry.getName()))
          .forEach(entry -> sums.put(entry.getName(), entry.getCrc()));
    }
    return sums;
  }

  private static SortedMap<String, Long> inDirectory(Path directory) throws IOException {
    SortedMap<String, Long> sums = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = directory.relativize(file).toString().replace('\\', '/');
        if (decides(name)) {
          CRC32 crc = new CRC32();
          crc.update(Files.readAllBytes(file));
          sums.put(name, crc.getValue());
        }
      }
    }
    return sums;
  }

  private static boolean decides(String name) {
    return name.startsWith("dev/tidegate/")
        && name.endsWith(".class")
        && !name.startsWith("dev/tidegate/engine/record/")
        && !name.startsWith("dev/tidegate/engine/replay/");
  }

  private static String digest(SortedMap<String, Long> sums) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (Map.Entry<String, Long> e : sums.entrySet()) {
        sha.update(e.getKey().getBytes(StandardCharsets.UTF_8));
        sha.update(ByteBuffer.allocate(Long.BYTES).putLong(e.getValue()).flip());
      }
      return HexFormat.of().formatHex(sha.digest(), 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
