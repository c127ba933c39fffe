package dev.tidegate.rehearsal.sim;

/**
 * How things are in one second. Chances are of a viewer's second being bad, 0..1, and leave load
 * out of account: {@code 1 - (1 - base)(1 - fault)(1 - CdnPhysics.overload(utilisation))} is the
 * whole, utilisation being the worse of the total and the region's.
 *
 * @param demand {@code [region][network]}, viewers
 * @param load factor on the load of a viewer now: rewinding, advertisements
 * @param base {@code [region][network][cdn]}, what is always so, chronic incidents included
 * @param fault {@code [region][network][cdn]}, of residents, by incidents that are faults
 * @param arrivalFault {@code [region][network][cdn]}, of arrivals, by incidents that are faults; at
 *     least {@code fault}
 * @param capacity {@code [cdn]}, viewers that it carries now
 * @param regionalCapacity {@code [cdn][region]}, viewers that it carries there; infinite if there
 *     is no bound
 * @param joinRate {@code [cdn]}, sessions a second that it takes on; infinite if there is no bound
 * @param foreign {@code [cdn]}, viewers of another broker that it carries
 * @param utilisation {@code [cdn]}, load over capacity now, everything counted
 * @param slowness {@code [region][network][cdn]}, factor on the first byte by incidents
 */
@SuppressWarnings("ArrayRecordComponent") // dense figures, made each second; never compared
public record Truth(
    double[][] demand,
    double load,
    double[][][] base,
    double[][][] fault,
    double[][][] arrivalFault,
    double[] capacity,
    double[][] regionalCapacity,
    double[] joinRate,
    double[] foreign,
    double[] utilisation,
    double[][][] slowness) {}
