package dev.tidegate.api.wiring;

import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.control.Levers;
import dev.tidegate.api.control.Readiness;
import dev.tidegate.api.store.Store;
import dev.tidegate.probe.Prober;
import dev.tidegate.probe.ProberLimits;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The program, from top to bottom: the store, the loop that steps the engine, what players report,
 * the public plane that answers them, our own probes; and the operator plane.
 */
@Configuration(proxyBeanMethods = false)
@Import(OperatorWiring.class)
class Wiring {
  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  Readiness readiness() {
    return new Readiness();
  }

  @Bean(destroyMethod = "") // whoever opened it closes it, after everything else
  Store store(Start start, MeterRegistry meters) {
    return WatchedStore.around(start.store(), meters);
  }

  @Bean
  ProvisionalLoop loop(Start start, Store store, InstantSource clock) {
    return new ProvisionalLoop(start.config(), store, clock);
  }

  @Bean(destroyMethod = "close")
  Prober prober(Start start, ProvisionalLoop loop, InstantSource clock) {
    return new Prober(
        Plans.of(start.config()),
        ProberLimits.defaults(),
        clock,
        RandomGenerator.getDefault(),
        loop::probed);
  }

  @Bean
  Phase loopPhase(ProvisionalLoop loop) {
    return new Phase(Phase.LOOP, loop::start, loop::close);
  }

  @Bean
  Phase proberPhase(Prober prober) {
    return new Phase(Phase.PROBES, prober::start, prober::close);
  }

  @Bean
  Levers levers(ProvisionalLoop loop, Prober prober) {
    return new Levers() {
      @Override
      public void overridesChanged() {
        loop.overridesChanged();
      }

      @Override
      public List<String> apply(TidegateConfig config) {
        List<String> waiting = needsRestart(config);
        loop.reconfigure(config);
        prober.replan(Plans.of(config));
        return waiting;
      }

      @Override
      public List<String> needsRestart(TidegateConfig config) {
        return Restarts.between(loop.config(), config);
      }
    };
  }
}
