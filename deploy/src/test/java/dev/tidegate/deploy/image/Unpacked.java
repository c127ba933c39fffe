package dev.tidegate.deploy.image;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * An image's tar, unpacked as a container engine does, and a program in it, started as one does:
 * with a {@code /proc} and a {@code /dev}, a root that cannot be written, an empty {@code /tmp} and
 * a volume for data. Wants root.
 */
record Unpacked(Path parts, JsonObject manifest) {
  private static final String ENGINE =
      """
      set -e
      root=$1; data=$2; shift 2
      mount --bind "$root" "$root"
      mount -t proc proc "$root/proc"
      mount --bind /dev "$root/dev"
      mount -t tmpfs tmpfs "$root/tmp"
      mount --bind "$data" "$root/var/lib/tidegate"
      mount -o remount,bind,ro "$root"
      exec chroot --userspec=65532:65532 "$root" "$@"
      """;

  static Unpacked of(Path tar, Path into) throws IOException, InterruptedException {
    Tool.run(List.of("tar", "-xf", tar.toString(), "-C", into.toString()));
    String json = Files.readString(into.resolve("manifest.json"));
    return new Unpacked(
        into,
        new Gson().fromJson(json, JsonElement.class).getAsJsonArray().get(0).getAsJsonObject());
  }

  /** How the image is to be run. */
  JsonObject config() throws IOException {
    Path file = parts.resolve(manifest.get("Config").getAsString());
    return new Gson().fromJson(Files.readString(file), JsonObject.class).getAsJsonObject("config");
  }

  /** Files of layers, the lowest first. */
  List<Path> layers() {
    List<Path> all = new ArrayList<>();
    manifest.getAsJsonArray("Layers").forEach(name -> all.add(parts.resolve(name.getAsString())));
    return all;
  }

  /** Names in a layer. */
  List<String> names(Path layer) throws IOException, InterruptedException {
    return Tool.run(List.of("tar", "-tzf", layer.toString())).lines().toList();
  }

  /** Lays the layers over each other. */
  void layOut(Path root) throws IOException, InterruptedException {
    for (Path layer : layers()) {
      Tool.run(List.of("tar", "-xpzf", layer.toString(), "-C", root.toString()));
    }
    for (String place : List.of("proc", "dev")) {
      Files.createDirectories(root.resolve(place));
    }
  }

  /** What the image's entry point says with these arguments; fails if it does not end well. */
  String run(Path root, Path data, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> entry = new ArrayList<>();
    config().getAsJsonArray("Entrypoint").forEach(word -> entry.add(word.getAsString()));
    return Tool.run(
        Stream.of(
                List.of("unshare", "--mount", "--propagation", "private", "sh", "-c", ENGINE, "sh"),
                List.of(root.toString(), data.toString()),
                entry,
                arguments)
            .flatMap(List::stream)
            .toList());
  }

  /** Skips the test where nobody may mount and chroot; a right is nothing that can be installed. */
  static void requireMounts() throws InterruptedException {
    try {
      Tool.run(
          List.of("unshare", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /mnt && chroot / true"));
    } catch (IOException e) {
      Assumptions.abort("mount and chroot are not allowed here: " + e.getMessage());
    }
  }
}
