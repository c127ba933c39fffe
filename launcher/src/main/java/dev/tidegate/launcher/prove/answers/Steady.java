package dev.tidegate.launcher.prove.answers;

import dev.tidegate.launcher.prove.load.LoadProcess;
import dev.tidegate.launcher.prove.load.SteadyLoad;
import dev.tidegate.launcher.prove.load.Told;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Loads at a rate, which do not slow down with who is loaded. */
final class Steady {
  /** Of an honest load, as the bounds of answers are meant. */
  static final int CONNECTIONS = 64;

  private static final int WARM_UP = 2;

  private Steady() {}

  /**
   * Half of what the slowest of some gives a second when it is asked for all it can.
   *
   * @param length of such a turn, after one to warm up
   * @param most where that is more
   */
  static int halfOfTheLimit(Field field, List<Contender> some, Duration length, int most)
      throws IOException, InterruptedException {
    Load load = new Load(field.write("player.lua", Field.resource("player.lua")), Cores.LOAD);
    double least = Double.POSITIVE_INFINITY;
    for (Contender contender : some) {
      load.run(contender.at(), length);
      long requests = load.run(contender.at(), length).requests();
      least = Math.min(least, (double) requests / length.toSeconds());
    }
    return Math.clamp((long) (least / 2), 100, most);
  }

  /** A turn of an honest load: see {@link #start}. */
  static Told turn(Contender contender, int rate, Duration length, Duration drain)
      throws IOException, InterruptedException {
    try (LoadProcess load = start(contender, rate, CONNECTIONS, length, WARM_UP, drain)) {
      return load.end();
    }
  }

  /**
   * Starts one from the core that loads.
   *
   * @param rate requests a second
   * @param warmUp seconds before {@code length} that are not counted
   * @param drain after the end, in which answers may still come
   */
  static LoadProcess start(
      Contender contender, int rate, int connections, Duration length, int warmUp, Duration drain)
      throws IOException {
    return LoadProcess.start(
        Cores.LOAD,
        SteadyLoad.class,
        contender.at().getPort(),
        contender.at().getPath(),
        rate,
        connections,
        length.toSeconds() + warmUp,
        warmUp,
        drain.toSeconds());
  }
}
