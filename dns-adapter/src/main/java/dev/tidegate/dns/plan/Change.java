package dev.tidegate.dns.plan;

/** One record set to be made, changed or removed. */
public sealed interface Change {
  RecordKey key();

  /** A record set that is not there. */
  record Create(RecordKey key, RecordData after) implements Change {
    @Override
    public String toString() {
      return "+ " + key + " " + after;
    }
  }

  /** A record set of ours that says something else. */
  record Update(RecordKey key, RecordData before, RecordData after) implements Change {
    @Override
    public String toString() {
      return "~ " + key + " " + before + " -> " + after;
    }
  }

  /** A record set of ours that is no longer wanted. */
  record Delete(RecordKey key, RecordData before) implements Change {
    @Override
    public String toString() {
      return "- " + key + " " + before;
    }
  }
}
