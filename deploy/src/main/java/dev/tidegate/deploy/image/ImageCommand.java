package dev.tidegate.deploy.image;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tidegate image}. Exit 0: done; 1: failed; 2: wrong usage. */
@Command(
    name = "tidegate image",
    mixinStandardHelpOptions = true,
    description = {
      "Make a container image of the product: a tar for docker load, podman load or ctr images import.",
      "Wants no daemon, no registry and no network; the same sources and JDK make the same bytes."
    })
public final class ImageCommand implements Callable<Integer> {
  private static final double MIB = 1 << 20;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      defaultValue = "tidegate-image.tar",
      description = "where to (default ${DEFAULT-VALUE})")
  private Path output;

  @Option(
      names = "--base",
      paramLabel = "TAR|scratch",
      defaultValue = "scratch",
      description = {
        "what to build upon: a tar of docker save that has a C library,",
        "or nothing (default), and then libc and its kin are taken from this machine"
      })
  private String base;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "no image: put the program there, for deploy/systemd; must be new or empty")
  private @Nullable Path directory;

  @Option(names = "--jars", hidden = true, required = true, description = "of the build")
  private Path jars;

  @Option(names = "--java-option", hidden = true, description = "a flag to start Java with")
  private List<String> flags;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli injects the fields
  ImageCommand() {
    flags = List.of();
  }

  /** Runs it and ends with its exit code. */
  public static void main(String[] args) {
    CommandLine line = new CommandLine(new ImageCommand());
    line.setExecutionExceptionHandler(
        (e, failed, parsed) -> {
          failed.getErr().println("tidegate image failed: " + e.getMessage());
          return CommandLine.ExitCode.SOFTWARE;
        });
    System.exit(line.execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path jdk = Path.of(System.getProperty("java.home"));
    Jars all = Jars.in(jars);
    if (directory != null) {
      Program.install(all, jdk, flags, directory);
      say("%s: Tidegate %s; start it with".formatted(directory, all.version()));
      say(
          "  %1$s/runtime/bin/java @%1$s/java.options %2$s serve --config FILE"
              .formatted(directory.toAbsolutePath(), Program.MAIN));
      return CommandLine.ExitCode.OK;
    }
    Image image = new Image(all, jdk, baseTar(), flags);
    Path scratch = Files.createTempDirectory("tidegate-image-");
    try {
      image.write(scratch, output);
    } finally {
      delete(scratch);
    }
    say(
        String.format(
            Locale.ROOT, "%s: %s, %.1f MiB", output, image.name(), Files.size(output) / MIB));
    return CommandLine.ExitCode.OK;
  }

  private Optional<Path> baseTar() {
    if (base.equals("scratch")) {
      return Optional.empty();
    }
    Path tar = Path.of(base);
    if (!Files.isReadable(tar)) {
      throw new ParameterException(
          spec.commandLine(),
          "--base is neither scratch nor a tar that can be read: "
              + base
              + " (docker save makes one)");
    }
    return Optional.of(tar);
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
  }

  static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
