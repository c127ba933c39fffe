package dev.tidegate.api.nodes;

import dev.tidegate.answer.Version;

/** Versions of different content: the hash is the number of the content, from 1. */
final class Contents {
  private static final int EPOCHS = 32;
  private static final int NUMBERS = 16;
  private static final int KINDS = 8;

  private static final Version[] ALL = new Version[EPOCHS * NUMBERS * KINDS];
  private static final Lease[] LEASES = new Lease[EPOCHS * KINDS];

  static {
    for (int i = 0; i < ALL.length; i++) {
      ALL[i] =
          new Version(i / KINDS / NUMBERS, i / KINDS % NUMBERS, String.format("%08x", i % KINDS));
    }
    for (int i = 0; i < LEASES.length; i++) {
      LEASES[i] = new Lease("node", "token" + i % KINDS, i / KINDS);
    }
  }

  private Contents() {}

  /** A content of this epoch and number that stands nowhere yet. */
  static Version fresh(World world, long epoch, long number) {
    for (int kind = 1; kind < KINDS; kind++) {
      Version made = ALL[((int) epoch * NUMBERS + (int) number) * KINDS + kind];
      if (world.versions().noneMatch(made::equals)) {
        return made;
      }
    }
    throw new IllegalStateException("more contents of one version than places");
  }

  /** A lease of this epoch whose token nobody holds. */
  static Lease lease(World world, long epoch) {
    for (int kind = 0; kind < KINDS; kind++) {
      Lease made = LEASES[(int) epoch * KINDS + kind];
      if (world.leases().noneMatch(made::equals)) {
        return made;
      }
    }
    throw new IllegalStateException("more leases of one epoch than places");
  }

  /** Different for different versions, below 4096. */
  static long key(Version version) {
    int kind = version.hash().charAt(7) - '0';
    return (version.epoch() * NUMBERS + version.seq()) * KINDS + kind;
  }
}
