package dev.tidegate.rehearsal.sim;

/**
 * A second as it was, for scores and curves. Not to be changed.
 *
 * @param second of the scored clock; negative in the warm-up
 * @param demand {@code [region][network]}, viewers
 * @param published {@code [region][network][cdn]}, the shares that viewers who ask were given
 * @param viewers {@code [region][network][cdn]}, those who were there, whoever sent them
 * @param utilisation {@code [cdn]}, load over capacity, the worse of the total and the regions'
 * @param origin load over capacity of the origin; 0 if it has no bound
 * @param bad {@code [region][network][cdn]}, bad session-seconds, all causes
 * @param byFault the part of {@code bad} that faults caused
 * @param byLoad the part that load caused: that of a CDN, a region or the origin
 * @param byMove the part that only arrivals suffer: join storms, cold starts, faults for arrivals
 * @param moved viewers who changed CDN in this second because the steering said so
 * @param bitrate {@code [region][network]}, the cap on the bit rate, 1 for none
 * @param truth how things were
 * @param plan what was decided in this second, for those who ask from the next on
 */
@SuppressWarnings("ArrayRecordComponent") // dense figures, made each second; never compared
public record Frame(
    long second,
    double[][] demand,
    double[][][] published,
    double[][][] viewers,
    double[] utilisation,
    double origin,
    double[][][] bad,
    double[][][] byFault,
    double[][][] byLoad,
    double[][][] byMove,
    double moved,
    double[][] bitrate,
    Truth truth,
    Plan plan) {

  /** Whether this second counts. */
  public boolean scored() {
    return second >= 0;
  }

  /** Sum over all places and CDNs. */
  public static double sum(double[][][] figures) {
    double sum = 0;
    for (double[][] region : figures) {
      for (double[] place : region) {
        for (double figure : place) {
          sum += figure;
        }
      }
    }
    return sum;
  }
}
