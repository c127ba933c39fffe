package dev.tidegate.api.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads one YAML document of whatever shape: every fault at once, each with its place. {@code
 * ${NAME}} is replaced in every value, and {@code TIDEGATE_…} variables stand over scalars outside
 * maps. Whatever the bytes are, the outcome is a value or a {@link ConfigException}.
 */
public final class MarkedYaml {
  private final Map<String, String> environment;

  /**
   * @param environment where {@code ${NAME}} and {@code TIDEGATE_…} are looked up; empty for a
   *     document that means the same everywhere
   */
  public MarkedYaml(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * What was read.
   *
   * @param warnings what is remarkable but no fault, in the order of the file
   */
  public record Read<T>(T value, List<Fault> warnings) {
    public Read {
      warnings = List.copyOf(warnings);
    }
  }

  /** Reads and validates a file. */
  public <T> Read<T> read(byte[] yaml, Path source, Function<Section, Supplier<T>> shape)
      throws ConfigException {
    return read(yaml, source, source.toString(), shape);
  }

  /**
   * Reads and validates.
   *
   * @param yaml the document's bytes, UTF-8
   * @param source the file that relative paths are relative to
   * @param name of the document, for places in messages
   * @param shape asks the root for its keys; what it returns makes the value, and is called only
   *     when nothing was found wrong, so that constructors that refuse never see a stand-in
   * @throws ConfigException with every fault found
   */
  public <T> Read<T> read(
      byte[] yaml, Path source, String name, Function<Section, Supplier<T>> shape)
      throws ConfigException {
    Optional<Node> node = YamlDocument.parse(yaml, name);
    Path directory = Optional.ofNullable(source.toAbsolutePath().getParent()).orElse(source);
    Findings findings = new Findings();
    Reading in = new Reading(name, directory, new Environment(environment), findings);
    Supplier<T> value;
    try {
      value = Section.root(in, node, shape);
    } catch (Findings.Enough e) {
      throw findings.exceptionAndMore(name);
    }
    in.environment()
        .idle()
        .forEach((variable, message) -> findings.warn(Spot.variable(variable), "", message));
    if (findings.any()) {
      throw findings.exception();
    }
    return new Read<>(value.get(), findings.warnings());
  }
}
