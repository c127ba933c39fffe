package dev.tidegate.benchmarks;

import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Step;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * {@code Engine.step} of one service at 5 000 cells and at 4 and 16 times as many, on one core:
 * each invocation is a step of one second.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 10)
@Measurement(iterations = 5, time = 10)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseSerialGC"})
public class StepBenchmark {
  /** Regions x networks x CDNs. */
  @Param({"50x20x5", "1667x1x3", "200x20x5", "800x20x5"})
  public String form = "";

  /** Whether something is amiss. */
  @Param({"calm", "trouble"})
  public String weather = "";

  private Audience audience = new Audience(1, 1, 1, 1, 0);
  private Inputs inputs = audience.next();

  /** Builds the audience. */
  @Setup(Level.Trial)
  public void gather() {
    int[] sizes = java.util.Arrays.stream(form.split("x")).mapToInt(Integer::parseInt).toArray();
    audience =
        new Audience(
            1, sizes[0], sizes[1], sizes[2], weather.equals("calm") ? Integer.MAX_VALUE : 60);
  }

  /** Makes what the next step is given. */
  @Setup(Level.Invocation)
  public void second() {
    inputs = audience.next();
  }

  /** A step. */
  @Benchmark
  public Step step() {
    return audience.step(inputs);
  }
}
