package dev.tidegate.deploy.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/**
 * Makes the image, as a tar that {@code docker load}, {@code podman load} and {@code ctr images
 * import} read. Asks no daemon and no registry, and makes the same bytes of the same input.
 *
 * @param jars of the product
 * @param jdk whose modules the runtime has
 * @param base a tar of {@code docker save} to build upon; empty: from scratch, with the libraries
 *     of this system
 * @param flags of the virtual machine
 */
record Image(Jars jars, Path jdk, Optional<Path> base, List<String> flags) {
  private static final String CONFIG = "/etc/tidegate/tidegate.yaml";

  Image {
    flags = List.copyOf(flags);
  }

  /** Its name, once loaded. */
  String name() {
    return "tidegate:" + jars.version();
  }

  /**
   * Writes it.
   *
   * @param scratch an empty directory for the time
   * @param output the tar; what is there is replaced
   * @throws IOException if a tool of the JDK or of the system fails, or a library is missing
   */
  void write(Path scratch, Path output) throws IOException, InterruptedException {
    write(
        Program.assemble(jars, jdk, Path.of(Layers.HOME.toString()), flags, scratch),
        scratch,
        output);
  }

  /** The same of a program that is assembled already. */
  void write(Program program, Path scratch, Path output) throws IOException, InterruptedException {
    Machine machine = Machine.here();
    List<FileEntriesLayer> layers = layers(program, machine, scratch);
    Path whole = scratch.resolve("image.tar");
    try {
      described(from(machine), layers)
          .containerize(
              Containerizer.to(TarImage.at(whole).named(name()))
                  .setOfflineMode(true)
                  .setToolName("tidegate")
                  .setBaseImageLayersCache(scratch.resolve("base-cache"))
                  .setApplicationLayersCache(scratch.resolve("cache")));
    } catch (InvalidImageReferenceException
        | RegistryException
        | CacheDirectoryCreationException
        | ExecutionException e) {
      throw new IOException("the image could not be written: " + e.getMessage(), e);
    }
    replace(whole, output);
  }

  private List<FileEntriesLayer> layers(Program program, Machine machine, Path scratch)
      throws IOException, InterruptedException {
    Layers make = new Layers(scratch);
    List<FileEntriesLayer> layers = new ArrayList<>();
    if (base.isEmpty()) {
      List<Path> parts = new ArrayList<>(NativeParts.ofRuntime(program.runtime()));
      Path taken = Files.createDirectory(scratch.resolve("native"));
      parts.addAll(NativeParts.ofJars(jars.all(), machine, taken));
      layers.add(make.system(SharedLibraries.of(parts, program.runtime())));
    }
    layers.add(make.runtime(program.runtime()));
    layers.add(make.dependencies(jars));
    layers.add(make.product(jars, program.options()));
    return layers;
  }

  private JibContainerBuilder from(Machine machine) {
    return base.map(tar -> Jib.from(TarImage.at(tar)))
        .orElseGet(Jib::fromScratch)
        .setPlatforms(Set.of(new Platform(machine.inImages(), "linux")));
  }

  private JibContainerBuilder described(JibContainerBuilder image, List<FileEntriesLayer> layers) {
    String home = Layers.HOME.toString();
    return image
        .setFileEntriesLayers(layers)
        .setCreationTime(Layers.TIME)
        .setEntrypoint(home + "/runtime/bin/java", "@" + home + "/java.options", Program.MAIN)
        .setProgramArguments("serve", "--config", CONFIG)
        .setExposedPorts(Port.tcp(8080), Port.tcp(8081), Port.tcp(53), Port.udp(53))
        .setUser(Layers.USER)
        .setWorkingDirectory(Layers.DATA)
        .setVolumes(Layers.DATA)
        .setLabels(
            Map.of(
                "org.opencontainers.image.title", "Tidegate",
                "org.opencontainers.image.description", "Multi-CDN steering control plane",
                "org.opencontainers.image.version", jars.version()));
  }

  /** Nobody sees half a file. */
  private static void replace(Path whole, Path output) throws IOException {
    Path target = output.toAbsolutePath();
    Path beside = target.resolveSibling(Jars.name(target) + ".new");
    Files.copy(whole, beside, StandardCopyOption.REPLACE_EXISTING);
    Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
