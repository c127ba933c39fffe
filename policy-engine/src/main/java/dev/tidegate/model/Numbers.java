package dev.tidegate.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Numbers by id, side by side. Not changed once it is handed out. */
public final class Numbers extends Rows<String, Double> {
  /** Nothing is known of anybody. */
  public static final SortedMap<String, Double> NONE =
      Collections.unmodifiableSortedMap(new TreeMap<>());

  private final double[] numbers;

  private Numbers(String[] ids, double[] numbers) {
    super(ids);
    this.numbers = numbers;
  }

  /**
   * The numbers that are known.
   *
   * @param ids sorted, each once; not changed from here on
   * @param numbers in the order of the ids, not a number where nothing is known; not changed from
   *     here on
   */
  public static SortedMap<String, Double> of(String[] ids, double[] numbers) {
    int known = 0;
    for (double number : numbers) {
      known += Double.isNaN(number) ? 0 : 1;
    }
    if (known == numbers.length) {
      return new Numbers(ids, numbers);
    }
    if (known == 0) {
      return NONE;
    }
    SortedMap<String, Double> some = new TreeMap<>();
    for (int i = 0; i < numbers.length; i++) {
      if (!Double.isNaN(numbers[i])) {
        some.put(ids[i], numbers[i]);
      }
    }
    return Collections.unmodifiableSortedMap(some);
  }

  @Override
  protected Double make(int place) {
    return numbers[place];
  }

  /** The number of an id in any such map, without an object for it; not a number if unknown. */
  public static double at(SortedMap<String, Double> numbers, String id) {
    if (numbers instanceof Numbers all) {
      int place = all.place(id);
      return place < 0 ? Double.NaN : all.numbers[place];
    }
    Double known = numbers.get(id);
    return known == null ? Double.NaN : known;
  }
}
