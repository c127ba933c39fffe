package dev.tidegate.rehearsal.score;

import dev.tidegate.rehearsal.sim.Frame;
import dev.tidegate.rehearsal.sim.Scenario;
import java.util.function.Consumer;

/**
 * Keeps the books of one run: hand it every frame, the warm-up's too, then ask for its {@link
 * Score}. Not safe for use by several threads.
 */
public final class Account implements Consumer<Frame> {
  private final Blame blame;
  private final Movement movement;
  private final Verdicts verdicts;
  private final Bill bill;
  private final Series bad = new Series();
  private final Series sessions = new Series();

  /** Bad by faults, and by load whosever it is: where a fault's harm goes that is only moved. */
  private final Series byHarm = new Series();

  /** Bad by load on CDNs without a fault of their own. */
  private final Series byLoad = new Series();

  private final Series byMove = new Series();
  private double peakHealthy;
  private long overSeconds;
  private long faultSeconds;

  /** Books for a run of this scenario. */
  public Account(Scenario scenario) {
    this.blame = new Blame(scenario);
    this.movement = new Movement(scenario, blame);
    this.verdicts = new Verdicts(blame, new Causes(scenario, blame));
    this.bill = new Bill(scenario);
  }

  @Override
  public void accept(Frame frame) {
    movement.see(frame);
    verdicts.see(frame);
    bill.see(frame);
    if (!frame.scored()) {
      return;
    }
    bad.add(Frame.sum(frame.bad()));
    byHarm.add(Frame.sum(frame.byFault()) + Frame.sum(frame.byLoad()));
    byMove.add(Frame.sum(frame.byMove()));
    sessions.add(viewers(frame.demand()));
    faultSeconds += blame.acts(frame.second()) ? 1 : 0;
    healthy(frame);
  }

  private static double viewers(double[][] demand) {
    double sum = 0;
    for (double[] region : demand) {
      for (double place : region) {
        sum += place;
      }
    }
    return sum;
  }

  private void healthy(Frame frame) {
    double peak = 0;
    double load = 0;
    for (int k = 0; k < frame.utilisation().length; k++) {
      if (!blame.ill(k, frame.second())) {
        peak = Math.max(peak, frame.utilisation()[k]);
        load += ofCdn(frame.byLoad(), k);
      }
    }
    peakHealthy = Math.max(peakHealthy, peak);
    overSeconds += peak > 1 ? 1 : 0;
    byLoad.add(load);
  }

  private static double ofCdn(double[][][] figures, int cdn) {
    double sum = 0;
    for (double[][] region : figures) {
      for (double[] place : region) {
        sum += place[cdn];
      }
    }
    return sum;
  }

  Blame blame() {
    return blame;
  }

  Movement movement() {
    return movement;
  }

  Verdicts verdicts() {
    return verdicts;
  }

  Bill bill() {
    return bill;
  }

  /** Bad session-seconds. */
  public double badSeconds() {
    return bad.sum();
  }

  double sessionSeconds() {
    return sessions.sum();
  }

  Series byHarm() {
    return byHarm;
  }

  Series byLoad() {
    return byLoad;
  }

  Series byMove() {
    return byMove;
  }

  double peakHealthy() {
    return peakHealthy;
  }

  long overSeconds() {
    return overSeconds;
  }

  long faultSeconds() {
    return faultSeconds;
  }
}
