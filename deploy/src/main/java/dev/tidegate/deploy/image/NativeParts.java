package dev.tidegate.deploy.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The native libraries that the product will load on this machine's kind of Linux. */
final class NativeParts {
  /** Of the JDK's, those that draw or play: a server loads none, and they want X11 and ALSA. */
  private static final Pattern FOR_A_DESKTOP =
      Pattern.compile(
          "lib(awt.*|jawt|splashscreen|fontmanager|freetype|jsound|lcms|mlib_image|javajpeg)\\.so");

  private static final Pattern OTHER_SYSTEMS =
      Pattern.compile("(?i).*(musl|android|freebsd|osx|windows).*");

  private NativeParts() {}

  /** Those of a linked runtime, its programs included. */
  static List<Path> ofRuntime(Path runtime) throws IOException {
    try (Stream<Path> files = Files.walk(runtime)) {
      return files
          .filter(Files::isRegularFile)
          .filter(f -> Jars.name(f).endsWith(".so") || Files.isExecutable(f))
          .filter(f -> !FOR_A_DESKTOP.matcher(Jars.name(f)).matches())
          .filter(NativeParts::isElf)
          .sorted()
          .toList();
    }
  }

  /** Takes those of jars out, each into a file below {@code into}. */
  static List<Path> ofJars(List<Path> jars, Machine machine, Path into) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path jar : jars) {
      try (JarFile file = new JarFile(jar.toFile())) {
        for (JarEntry entry : file.stream().filter(e -> wanted(e.getName(), machine)).toList()) {
          Path target = into.resolve(found.size() + ".so");
          try (InputStream in = file.getInputStream(entry)) {
            Files.copy(in, target);
          }
          if (isElf(target)) {
            found.add(target);
          }
        }
      }
    }
    return found;
  }

  private static boolean wanted(String entry, Machine machine) {
    return entry.endsWith(".so")
        && entry.contains(machine.inJars())
        && !OTHER_SYSTEMS.matcher(entry).matches();
  }

  private static boolean isElf(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(4);
      return head.length == 4
          && head[0] == 0x7f
          && head[1] == 'E'
          && head[2] == 'L'
          && head[3] == 'F';
    } catch (IOException e) {
      return false; // what cannot be read here cannot be loaded there
    }
  }
}
