package dev.tidegate.weigh;

import java.util.List;

/**
 * One capacity that must not be exceeded: the sum over terms of share times load.
 *
 * @param name what is bounded, for people
 * @param pool the pool it speaks of
 * @param limit in viewers or in bits a second, &gt; 0
 * @param level how full it may be
 */
public record Bound(String name, String pool, double limit, Level level, List<Term> terms) {

  /**
   * A line that draws on the bound.
   *
   * @param wish index of the wish
   * @param line index of its line
   * @param load what the line would draw with all of the group, in the unit of the limit
   * @param own false if the line is another CDN's: players who leave that one by themselves come
   *     here
   */
  public record Term(int wish, int line, double load, boolean own) {
    /** A line of the CDN that is bounded. */
    public Term(int wish, int line, double load) {
      this(wish, line, load, true);
    }
  }

  public Bound {
    terms = List.copyOf(terms);
    if (!(limit > 0)) {
      throw new IllegalArgumentException("limit of " + name + " must be > 0: " + limit);
    }
  }

  /** A limit that may be used up. */
  public Bound(String name, String pool, double limit, List<Term> terms) {
    this(name, pool, limit, Level.FULL, terms);
  }

  /** The same with other terms. */
  public Bound with(List<Term> others) {
    return new Bound(name, pool, limit, level, others);
  }

  /** The same with another level. */
  public Bound with(Level other) {
    return new Bound(name, pool, limit, other, terms);
  }

  /** Load over limit when the lines have these shares (0..1). */
  public double utilisation(List<double[]> shares) {
    double load = 0;
    for (Term term : terms) {
      load += term.load * shares.get(term.wish)[term.line];
    }
    return load / limit;
  }
}
