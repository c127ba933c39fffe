package dev.tidegate.deploy.image;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * The image's layers, what changes least first. Every file has the same time, so that the same
 * input makes the same bytes.
 */
final class Layers {
  static final AbsoluteUnixPath HOME = AbsoluteUnixPath.get("/opt/tidegate");
  static final AbsoluteUnixPath DATA = AbsoluteUnixPath.get("/var/lib/tidegate");

  /** Nobody's number: no account of any host is likely to have it. */
  static final String USER = "65532:65532";

  static final Instant TIME = Instant.ofEpochSecond(1);

  private static final FilePermissions FILE = FilePermissions.fromOctalString("644");
  private static final FilePermissions PROGRAM = FilePermissions.fromOctalString("755");
  private static final FilePermissions PRIVATE = FilePermissions.fromOctalString("700");
  private static final FilePermissions EVERYONES = FilePermissions.fromOctalString("777");

  private final Path scratch;

  /** Files that are made up lie in {@code scratch} until the image is written. */
  Layers(Path scratch) {
    this.scratch = scratch;
  }

  /** What an image from scratch has of an operating system. */
  FileEntriesLayer system(SortedMap<Path, Path> libraries) throws IOException {
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName("system");
    libraries.forEach(
        (place, file) ->
            layer.addEntry(file, AbsoluteUnixPath.get(place.toString()), PROGRAM, TIME));
    text(layer, "/etc/passwd", "root:x:0:0::/:/\ntidegate:x:65532:65532::/var/lib/tidegate:/\n");
    text(layer, "/etc/group", "root:x:0:\ntidegate:x:65532:\n");
    text(layer, "/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
    directory(layer, "/tmp", EVERYONES, "0:0");
    return layer.build();
  }

  /** Java. */
  FileEntriesLayer runtime(Path runtime) throws IOException {
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName("runtime");
    try (Stream<Path> files = Files.walk(runtime)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        AbsoluteUnixPath place =
            HOME.resolve("runtime").resolve(runtime.relativize(file).toString());
        // Licences are links to each other: the image has them as files.
        layer.addEntry(file.toRealPath(), place, Files.isExecutable(file) ? PROGRAM : FILE, TIME);
      }
    }
    return layer.build();
  }

  /** Jars of others. */
  FileEntriesLayer dependencies(Jars jars) {
    return jars("dependencies", jars.others()).build();
  }

  /** Our own jars, the options, and the place for data. */
  FileEntriesLayer product(Jars jars, Path options) throws IOException {
    FileEntriesLayer.Builder layer = jars("product", jars.own());
    layer.addEntry(options, HOME.resolve("java.options"), FILE, TIME);
    directory(layer, DATA.toString(), PRIVATE, USER);
    directory(layer, "/etc/tidegate", PROGRAM, "0:0");
    return layer.build();
  }

  private static FileEntriesLayer.Builder jars(String name, List<Path> jars) {
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
    for (Path jar : jars) {
      layer.addEntry(jar, HOME.resolve("lib").resolve(Jars.name(jar)), FILE, TIME);
    }
    return layer;
  }

  private void text(FileEntriesLayer.Builder layer, String place, String text) throws IOException {
    Path file = Files.createTempFile(scratch, "text", "");
    layer.addEntry(Files.writeString(file, text), AbsoluteUnixPath.get(place), FILE, TIME);
  }

  private void directory(
      FileEntriesLayer.Builder layer, String place, FilePermissions permissions, String owner)
      throws IOException {
    Path empty = Files.createTempDirectory(scratch, "empty");
    layer.addEntry(empty, AbsoluteUnixPath.get(place), permissions, TIME, owner);
  }
}
