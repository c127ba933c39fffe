package dev.tidegate.api.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with every fault in it. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // never serialised; the list is immutable
  private final List<Fault> faults;

  public ConfigException(List<Fault> faults) {
    super(
        faults.stream().sorted(Fault.ORDER).map(Fault::toString).collect(Collectors.joining("\n")));
    this.faults = faults.stream().sorted(Fault.ORDER).toList();
  }

  /** In the order of the file; at least one. */
  public List<Fault> faults() {
    return faults;
  }
}
