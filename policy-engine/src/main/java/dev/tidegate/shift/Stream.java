package dev.tidegate.shift;

/** Why a share moves, in the order in which moves are made and room is taken. */
public enum Stream {
  /** An exclude, or a CDN that left the configuration: now, whatever it does to others. */
  FORCED,
  /** An operator's word: receivers may not pass their capacity. */
  ORDERED,
  /** Strong damage: receivers ramp as fast as their forecast load allows. */
  URGENT,
  /** Mild damage or overload: receivers ramp. */
  PACED,
  /** Back to where it should be: feedback, so gently. */
  SLOW
}
