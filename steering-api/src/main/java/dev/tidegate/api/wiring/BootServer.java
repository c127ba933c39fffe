package dev.tidegate.api.wiring;

import dev.tidegate.api.config.TidegateConfig.OperatorPlane;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/**
 * Spring Boot, told everything by us: it reads no file, no environment variable and no system
 * property of its own, so that nothing on the machine changes what we configured.
 */
final class BootServer {
  private BootServer() {}

  /** Properties for the operator plane's listener. */
  static Map<String, Object> properties(OperatorPlane plane, Duration grace) {
    Map<String, Object> p = new LinkedHashMap<>();
    p.put("server.address", plane.host());
    p.put("server.port", plane.port());
    // We have given our grace before. Boot's own would now and then never end: its abort() waits
    // for
    // ever for a shutdown thread that has just called back (GracefulShutdown, 4.1.1).
    p.put("server.shutdown", "immediate");
    p.put("server.netty.max-keep-alive-requests", 10_000);
    p.put("server.max-http-request-header-size", "8KB");
    p.put("server.netty.connection-timeout", "10s");
    p.put("server.netty.idle-timeout", "120s");
    p.put("spring.lifecycle.timeout-per-shutdown-phase", grace.toMillis() + "ms");
    // Our grace is over by then: Netty's own 2 s of waiting for more would only be late.
    p.put("spring.reactor.netty.shutdown-quiet-period", "0ms");
    p.put("spring.web.resources.add-mappings", false);
    p.put("spring.jmx.enabled", false);
    p.put("spring.config.location", "optional:classpath:/dev/tidegate/api/no-such-place/");
    plane
        .tls()
        .ifPresent(
            tls -> {
              String bundle = "spring.ssl.bundle.pem.operator.";
              p.put(bundle + "keystore.certificate", "file:" + tls.cert().toAbsolutePath());
              p.put(bundle + "keystore.private-key", "file:" + tls.key().toAbsolutePath());
              p.put(bundle + "reload-on-update", true);
              p.put("spring.ssl.bundle.watch.file.quiet-period", "1s");
              p.put("server.ssl.bundle", "operator");
              p.put("server.http2.enabled", true);
            });
    p.putAll(logging());
    return p;
  }

  /** One line a message; failures to start are told by us, not by Boot. */
  private static Map<String, Object> logging() {
    return Map.of(
        "logging.pattern.console",
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: %msg%n%ex",
        "logging.level.root", "warn",
        "logging.level.dev.tidegate", "info",
        "logging.level.org.springframework.boot.diagnostics", "off",
        "logging.level.org.springframework.boot.SpringApplication", "off",
        "logging.level.org.springframework.context.support", "error",
        "logging.level.org.springframework.boot.web.server.reactive.context", "off",
        // a line for each request that cannot be read would let anyone fill the disk: they are
        // counted
        "logging.level.reactor.netty.http.server.HttpServerOperations", "error",
        // the same of a request that was given up when its answer had begun
        "logging.level.reactor.core.publisher.Operators", "off",
        // so would a line for each try to reach a store that is gone: we say once that it is
        "logging.level.io.lettuce", "error");
  }

  /** Starts a context with beans from outside. */
  static ConfigurableApplicationContext run(
      Class<?> wiring,
      Map<String, Object> properties,
      ApplicationContextInitializer<ConfigurableApplicationContext> beans) {
    SpringApplication boot = new SpringApplication(wiring);
    boot.setWebApplicationType(WebApplicationType.REACTIVE);
    boot.setBannerMode(Banner.Mode.OFF);
    boot.setLogStartupInfo(false);
    boot.setRegisterShutdownHook(false);
    boot.setAddCommandLineProperties(false);
    boot.setEnvironment(new OnlyOurs(properties));
    boot.addInitializers(beans);
    return boot.run();
  }

  /** An environment of one property source: ours. */
  private static final class OnlyOurs extends StandardEnvironment {
    OnlyOurs(Map<String, Object> properties) {
      super(new MutablePropertySources());
      getPropertySources().addFirst(new MapPropertySource("tidegate", properties));
    }

    @Override
    protected void customizePropertySources(MutablePropertySources sources) {
      // neither system properties nor environment variables
    }
  }
}
