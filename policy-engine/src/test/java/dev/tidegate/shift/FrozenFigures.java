package dev.tidegate.shift;

/** Behaviour that decides who gets which CDN: changed only with an ADR. */
final class FrozenFigures {
  private FrozenFigures() {}

  static final String BUCKETS =
      "{=0, 7f3a=4611, a=4850, session-1=1238, viewer@example.com=855, 日本語=7879, 😀=9546}"
          + " 2f112711f12a7fd3";
  static final String TABLES = "acfa04e22d4dc1fa cdf8cd72555add89";
}
