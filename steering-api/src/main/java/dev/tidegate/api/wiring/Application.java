package dev.tidegate.api.wiring;

import dev.tidegate.api.config.LoadedConfig;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.control.EventFeed;
import dev.tidegate.api.control.Levers;
import dev.tidegate.api.control.OperatorPlane;
import dev.tidegate.api.control.Readiness;
import dev.tidegate.api.control.Route;
import dev.tidegate.api.loop.Steering;
import dev.tidegate.api.steer.PublicPlane;
import dev.tidegate.api.store.Store;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The running product.
 *
 * <p>Order at the start: configuration and store, the engine's first snapshot, the public plane,
 * the probes, the operator plane; then it is ready. On SIGTERM: not ready at once, answers go on
 * for {@code shutdown-grace}, then the end. On SIGHUP: the file is read again; with a fault in it
 * everything stays as it was.
 */
public final class Application implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Application.class);

  private final ConfigSource source;
  private final Opened opened;
  private final ConfigurableApplicationContext context;
  private final InstantSource clock;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean ending = new AtomicBoolean();

  private Application(ConfigSource source, Opened opened, ConfigurableApplicationContext context) {
    this.source = source;
    this.opened = opened;
    this.context = context;
    this.clock = context.getBean(InstantSource.class);
  }

  /**
   * Starts everything; returns when it is ready.
   *
   * @throws StartException with what to tell the person who started it, and the exit code
   */
  public static Application run(ServeOptions options) throws StartException {
    Ahead.begin();
    ConfigSource source = new ConfigSource(options);
    byte[] text = source.read();
    LoadedConfig file = source.file(text);
    file.warnings().forEach(w -> options.say().accept("warning: " + w));
    refuseOpenOperatorPlane(file.config());
    Opened opened = Opened.of(file.config());
    try {
      ConfigSource.Settled settled =
          source.settlePatiently(text, file.config(), opened, InstantSource.system());
      Application application = start(options, source, opened, settled);
      options.say().accept(application.summary());
      return application;
    } catch (StartException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static Application start(
      ServeOptions options, ConfigSource source, Opened opened, ConfigSource.Settled settled)
      throws StartException {
    TidegateConfig config = settled.config();
    Start start =
        new Start(
            config,
            settled.etag(),
            opened,
            source.loader(),
            source.file(),
            NodeNames.of(config, options.environment()),
            options.pageMayCall(),
            options.engine());
    try {
      ConfigurableApplicationContext context =
          BootServer.run(
              Wiring.class,
              BootServer.properties(config.server().operatorPlane(), config.shutdownGrace()),
              c -> c.getBeanFactory().registerSingleton("start", start));
      Application application = new Application(source, opened, context);
      context.getBean(Readiness.class).up();
      if (options.signals()) {
        Signals.on("TERM", application::terminate);
        Signals.on("INT", application::terminate);
        Signals.on("HUP", application::reloadAndLog);
      }
      return application;
    } catch (RuntimeException e) {
      throw BindFaults.explain(e, config);
    }
  }

  /** The loader refuses it with its place in the file; this holds if the loader ever does not. */
  private static void refuseOpenOperatorPlane(TidegateConfig config) throws StartException {
    TidegateConfig.OperatorPlane plane = config.server().operatorPlane();
    if (plane.tls().isEmpty() && !plane.insecure() && !loopback(plane.host())) {
      throw new StartException(
          StartException.CONFIGURATION,
          "server.operator.host "
              + plane.host()
              + " is not loopback: set tls, or insecure: true if something in front has it");
    }
  }

  private static boolean loopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private String summary() {
    TidegateConfig config = steering().config();
    return "tidegate is ready: players "
        + url(
            config.server().publicPlane().tls().isPresent(),
            config.server().publicPlane().host(),
            publicPort())
        + ", operators "
        + url(
            config.server().operatorPlane().tls().isPresent(),
            config.server().operatorPlane().host(),
            operatorPort())
        + ", configuration version "
        + store().config().map(Store.ConfigVersion::version).orElse(0L)
        + ", "
        + config.services().size()
        + " services";
  }

  private static String url(boolean tls, String host, int port) {
    String named = host.contains(":") ? "[" + host + "]" : host;
    return (tls ? "https://" : "http://") + named + ":" + port;
  }

  /** The port on which players are answered. */
  public int publicPort() {
    return context.getBean(PublicPlane.class).port();
  }

  /** The port of the operator plane. */
  public int operatorPort() {
    return Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort();
  }

  public Steering steering() {
    return context.getBean(Steering.class);
  }

  public Store store() {
    return opened.store();
  }

  /**
   * Reads the file again, and puts it in force if it was edited.
   *
   * @return the keys whose change waits for a restart
   * @throws StartException if the file is faulty, or it conflicts with a PUT; nothing was changed
   */
  public List<String> reload() throws StartException {
    byte[] text = source.read();
    TidegateConfig file = source.file(text).config();
    Levers levers = context.getBean(Levers.class);
    levers.ready(file); // what could not be used must not be stored
    Lock changing = levers.changing();
    changing.lock();
    try {
      TidegateConfig config = source.settle(text, file, store(), clock.instant()).config();
      levers.ready(config).run();
      return levers.needsRestart(config);
    } finally {
      changing.unlock();
    }
  }

  /** The table of routes, for those who check it. */
  List<Route> routes() {
    return context.getBean(OperatorPlane.class).routes();
  }

  private void reloadAndLog() {
    try {
      List<String> waiting = reload();
      log.info(
          "configuration read again{}",
          waiting.isEmpty() ? "" : "; these wait for a restart: " + String.join(", ", waiting));
    } catch (StartException e) {
      log.error("configuration kept as it was:\n{}", e.getMessage());
    } catch (RuntimeException e) {
      log.error("configuration kept as it was", e);
    }
  }

  /**
   * Ends as on SIGTERM: not ready at once, answers go on for the configured grace, then the end.
   */
  public void terminate() {
    end(steering().config().shutdownGrace());
  }

  /** Waits until it has ended. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Ends now. */
  @Override
  public void close() {
    end(Duration.ZERO);
  }

  private void end(Duration grace) {
    if (!ending.compareAndSet(false, true)) {
      return;
    }
    try {
      context.getBean(Readiness.class).down();
      context.getBean(PublicPlane.class).stopAccepting();
      if (grace.isPositive()) {
        log.info("ending: answers go on for {} ms", grace.toMillis());
        Thread.sleep(grace);
      }
      context.getBean(EventFeed.class).close(); // else its streams hold up the server's end
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      context.close();
      opened.close();
      ended.countDown();
    }
  }
}
