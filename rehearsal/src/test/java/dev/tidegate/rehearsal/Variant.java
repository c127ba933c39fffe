package dev.tidegate.rehearsal;

import dev.tidegate.rehearsal.sim.Clientele;
import dev.tidegate.rehearsal.sim.Incident;
import dev.tidegate.rehearsal.sim.Origin;
import dev.tidegate.rehearsal.sim.Reporting;
import dev.tidegate.rehearsal.sim.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A scenario that is like another but for what is said of it. */
public final class Variant {
  private final Scenario like;
  private Duration warmUp;
  private Duration length;
  private List<Scenario.Cdn> cdns;
  private Clientele clientele;
  private List<Incident> incidents;
  private Reporting reporting;
  private Optional<Origin> origin;

  private Variant(Scenario like) {
    this.like = like;
    warmUp = like.warmUp();
    length = like.length();
    cdns = like.cdns();
    clientele = like.clientele();
    incidents = like.incidents();
    reporting = like.reporting();
    origin = like.origin();
  }

  public static Variant of(Scenario like) {
    return new Variant(like);
  }

  public Variant lasting(Duration before, Duration scored) {
    warmUp = before;
    length = scored;
    return this;
  }

  public Variant cdns(List<Scenario.Cdn> others) {
    cdns = others;
    return this;
  }

  public Variant clientele(Clientele other) {
    clientele = other;
    return this;
  }

  public Variant incidents(Incident... others) {
    incidents = List.of(others);
    return this;
  }

  public Variant reporting(Reporting other) {
    reporting = other;
    return this;
  }

  public Variant origin(Origin other) {
    origin = Optional.of(other);
    return this;
  }

  public Scenario scenario() {
    return new Scenario(
        like.name(),
        like.correct(),
        warmUp,
        length,
        like.scale(),
        like.regions(),
        like.networks(),
        cdns,
        like.audience(),
        clientele,
        incidents,
        reporting,
        like.noise(),
        origin,
        like.broker(),
        like.conduct(),
        like.seeds());
  }
}
