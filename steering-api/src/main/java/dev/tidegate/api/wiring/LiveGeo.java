package dev.tidegate.api.wiring;

import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.geo.Geo;
import java.util.function.Supplier;

/** From client address to region, as the configuration in force has it. */
final class LiveGeo implements Supplier<Geo> {
  private volatile Geo geo;

  LiveGeo(TidegateConfig config) {
    geo = new Geo(config);
  }

  void become(Geo next) {
    geo = next;
  }

  /** Looks whether the files have changed. Blocking. */
  void refresh() {
    geo.refresh();
  }

  @Override
  public Geo get() {
    return geo;
  }
}
