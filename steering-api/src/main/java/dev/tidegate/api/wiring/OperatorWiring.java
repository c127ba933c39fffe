package dev.tidegate.api.wiring;

import dev.tidegate.api.control.Dispatcher;
import dev.tidegate.api.control.EventFeed;
import dev.tidegate.api.control.Levers;
import dev.tidegate.api.control.Metrics;
import dev.tidegate.api.control.OperatorPlane;
import dev.tidegate.api.control.OperatorSecurity;
import dev.tidegate.api.control.Page;
import dev.tidegate.api.control.ParserRefusals;
import dev.tidegate.api.control.Problems;
import dev.tidegate.api.control.Readiness;
import dev.tidegate.api.dns.Keepers;
import dev.tidegate.api.dns.Served;
import dev.tidegate.api.loop.Steering;
import dev.tidegate.api.store.Store;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The operator plane on Boot's own server. Nothing is found by scanning; all of it stands here. */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
@ImportAutoConfiguration({
  LifecycleAutoConfiguration.class,
  SslAutoConfiguration.class,
  CodecsAutoConfiguration.class,
  NettyReactiveWebServerAutoConfiguration.class,
  HttpHandlerAutoConfiguration.class,
  WebFluxAutoConfiguration.class
})
class OperatorWiring {
  /** Calls that run at once, and that may wait for one of these. */
  private static final int THREADS = 16;

  private static final int WAITING = 256;

  @Bean
  PrometheusMeterRegistry meters() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    return registry;
  }

  @Bean
  Metrics metrics(PrometheusMeterRegistry registry, Steering steering) {
    return new Metrics(registry, steering);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  EventFeed eventFeed(Store store, Steering steering, InstantSource clock, Start start) {
    return new EventFeed(store, steering, clock, start.node());
  }

  @Bean
  OperatorPlane operatorPlane(
      Store store,
      Steering steering,
      Levers levers,
      EventFeed feed,
      Metrics metrics,
      Readiness readiness,
      LateHints hints,
      LiveGeo geo,
      Keepers keepers,
      Served served,
      Start start) {
    OperatorPlane.Parts parts =
        new OperatorPlane.Parts(
            store,
            steering,
            levers,
            feed,
            start.loader(),
            start.source(),
            metrics,
            readiness,
            new SecureRandom(),
            start.node(),
            geo,
            keepers,
            served);
    OperatorPlane plane =
        Patience.with(() -> new OperatorPlane(parts)); // it reads what is degraded
    hints.are(plane.degradation()::hints);
    return plane;
  }

  @Bean(destroyMethod = "dispose")
  Scheduler blocking() {
    return Schedulers.newBoundedElastic(THREADS, WAITING, "operator");
  }

  @Bean
  RouterFunction<ServerResponse> routes(
      OperatorPlane plane, Scheduler blocking, InstantSource clock) {
    return new Dispatcher(blocking, clock).router(plane.routes()).and(Page.router());
  }

  @Bean
  SecurityWebFilterChain security(
      ServerHttpSecurity http, OperatorPlane plane, Steering steering, Start start) {
    return new OperatorSecurity(
            () -> steering.config().security(), plane.routes(), start.pageMayCall())
        .chain(http);
  }

  /** Paths that only an attack would send are refused before anything looks at them. */
  @Bean
  ServerExchangeRejectedHandler rejected() {
    return Problems::rejected;
  }

  @Bean
  NettyServerCustomizer parserRefusals() {
    return new ParserRefusals()::on;
  }

  @Bean
  @Order(-2)
  Problems problems() {
    return new Problems();
  }
}
