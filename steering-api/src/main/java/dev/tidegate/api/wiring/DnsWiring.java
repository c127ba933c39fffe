package dev.tidegate.api.wiring;

import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.dns.Delegated;
import dev.tidegate.api.dns.FollowLog;
import dev.tidegate.api.dns.Keepers;
import dev.tidegate.api.dns.Served;
import dev.tidegate.api.loop.Company;
import dev.tidegate.api.loop.SteeringLoop;
import dev.tidegate.api.loop.StepListener;
import dev.tidegate.dns.responder.DnsListener;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** DNS: the zones that are kept in step, and the responder where one is enabled. */
@Configuration(proxyBeanMethods = false)
class DnsWiring {
  @Bean(destroyMethod = "close")
  Keepers keepers(Start start, InstantSource clock, MeterRegistry meters) {
    Keepers keepers = new Keepers(start.config(), clock.withZone(ZoneOffset.UTC));
    DnsMeters.targets(meters, keepers);
    return keepers;
  }

  @Bean(destroyMethod = "") // its phase closes it
  Served served(Start start, LiveGeo geo, InstantSource clock, MeterRegistry meters) {
    TidegateConfig config = start.config();
    Optional<DnsListener> listener =
        config.dns().enabled()
            ? Optional.of(Delegated.listener(config, geo, clock, new SecureRandom()))
            : Optional.empty();
    listener.ifPresent(l -> DnsMeters.answers(meters, l.stats()));
    return new Served(listener);
  }

  @Bean
  Phase dnsPhase(Start start, SteeringLoop loop, Keepers keepers, Served served) {
    Teller teller = new Teller(start.config().dns(), loop, keepers, served);
    loop.listen(teller);
    return new Phase(
        Phase.DNS,
        () -> {
          teller.publish();
          listen(start.config().dns(), served);
          keepers.start();
        },
        () -> {
          served.listener().ifPresent(DnsListener::close);
          keepers.close();
        });
  }

  /**
   * DNS is told of every snapshot and of every configuration, which may change answers without
   * changing weights; the zones of others are written by one node alone.
   */
  private static final class Teller implements StepListener {
    private final TidegateConfig.Dns start;
    private final SteeringLoop loop;
    private final Keepers keepers;
    private final Served served;
    private final FollowLog follows = new FollowLog();
    private volatile @Nullable TidegateConfig told;

    Teller(TidegateConfig.Dns start, SteeringLoop loop, Keepers keepers, Served served) {
      this.start = start;
      this.loop = loop;
      this.keepers = keepers;
      this.served = served;
    }

    @Override
    public void stepped(Stepped stepped) {
      keepers.hold(loop.company().map(Company::pen).orElse(true));
      publishIf(stepped.changed());
      follows.see(stepped.step().situation());
    }

    @Override
    public void followed(Instant at, boolean changed) {
      keepers.hold(false);
      publishIf(changed);
    }

    @SuppressWarnings("ReferenceEquality") // it is replaced whole; comparing content is too slow
    private void publishIf(boolean changed) {
      if (changed || loop.config() != told) {
        publish();
      }
    }

    void publish() {
      TidegateConfig config = loop.config();
      told = config;
      served
          .listener()
          .ifPresent(l -> l.publish(Delegated.settings(start, config), loop.snapshot()));
      keepers.publish(config, loop.snapshot());
    }
  }

  private static void listen(TidegateConfig.Dns dns, Served served) {
    try {
      served.listener().ifPresent(DnsListener::start);
    } catch (RuntimeException e) {
      throw new DnsUnbound(dns, e);
    } catch (Exception e) { // Netty throws what bind() said, declared or not
      throw new DnsUnbound(dns, e);
    }
  }

  /** The DNS listener has no address. */
  static final class DnsUnbound extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DnsUnbound(TidegateConfig.Dns dns, Exception cause) {
      super("cannot listen on " + dns.host() + ":" + dns.port() + " (dns): " + cause.getMessage());
    }
  }
}
