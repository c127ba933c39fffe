package dev.tidegate.api.config;

import dev.tidegate.model.Pool;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;

/** {@code contracts}: what CDNs have been bought, whatever service uses them. */
final class ContractReader {
  private ContractReader() {}

  static SortedMap<String, Pool> read(Section root, Known known) {
    return root.entries(
        "contracts",
        Formats.id("contract"),
        (id, section) -> Optional.of(contract(id, section, known)));
  }

  private static Pool contract(String id, Section section, Known known) {
    idle(section, "commit", "price");
    idle(section, "overage", section.has("price") ? "commit" : "price");
    return new Pool(
        id,
        section.optional("capacity", Quantities::capacity),
        section.scalars("regions", known.region(), Quantities::capacity),
        number(section, "join-rate", Quantities::rate),
        number(section, "price", Formats.number(0, 1e9)),
        number(section, "overage", Formats.number(0, 1e9)),
        section.optionalSection("commit", ContractReader::commit));
  }

  /** Cost is bent by prices, an overage by what was promised. */
  private static void idle(Section section, String key, String without) {
    if (section.has(key) && !section.has(without)) {
      section.warn(key, "does nothing without " + without + ": give that too");
    }
  }

  private static Pool.Commit commit(Section section) {
    return new Pool.Commit(
        section.value("kind", Formats.oneOf(Map.of("volume", "volume")), "volume"),
        section.required("amount", Quantities::volume, "40 PB", 1.0),
        section.value("period", Formats.oneOf(Map.of("month", "month")), "month"));
  }

  static OptionalDouble number(Section section, String key, Parser<Double> parser) {
    Optional<Double> value = section.optional(key, parser);
    return value.isPresent() ? OptionalDouble.of(value.get()) : OptionalDouble.empty();
  }
}
