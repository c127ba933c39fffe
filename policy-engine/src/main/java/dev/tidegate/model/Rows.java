package dev.tidegate.model;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map over keys that many maps share, whose values are made when first asked
 * for and then kept. A step of the engine believes far more than anybody looks at.
 *
 * @param <K> keys, in their natural order
 * @param <V> values; each is made from what does not change any more, so that making one twice,
 *     when two threads ask at once, makes the same
 */
@SuppressWarnings("JdkObsolete") // SortedMap is what all of the model speaks
public abstract class Rows<K extends Comparable<K>, V> extends AbstractMap<K, V>
    implements SortedMap<K, V> {
  private final K[] keys;
  private @Nullable Object @Nullable [] made;

  /**
   * @param keys sorted, each once; not changed from here on
   */
  protected Rows(K[] keys) {
    this.keys = keys;
  }

  /** Makes the value of the key at this place. */
  protected abstract V make(int place);

  /** The place of a key; negative if it is not there. */
  public final int place(Object key) {
    return Arrays.binarySearch(keys, key);
  }

  /** The key at this place. */
  public final K key(int place) {
    return keys[place];
  }

  /** The value at this place. */
  @SuppressWarnings("unchecked") // only values of make are kept
  public final V value(int place) {
    @Nullable Object[] kept = made;
    if (kept == null) {
      kept = new Object[keys.length];
      made = kept;
    }
    Object known = kept[place];
    if (known == null) {
      known = make(place);
      kept[place] = known;
    }
    return (V) known;
  }

  @Override
  public final int size() {
    return keys.length;
  }

  @Override
  public final boolean containsKey(@Nullable Object key) {
    return key != null && place(key) >= 0;
  }

  @Override
  public final @Nullable V get(@Nullable Object key) {
    int place = key == null ? -1 : place(key);
    return place < 0 ? null : value(place);
  }

  @Override
  public final Set<Map.Entry<K, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return keys.length;
      }

      @Override
      public Iterator<Map.Entry<K, V>> iterator() {
        return new Walk();
      }
    };
  }

  private final class Walk implements Iterator<Map.Entry<K, V>> {
    private int next;

    @Override
    public boolean hasNext() {
      return next < keys.length;
    }

    @Override
    public Map.Entry<K, V> next() {
      if (next >= keys.length) {
        throw new NoSuchElementException();
      }
      int place = next++;
      return Map.entry(keys[place], Objects.requireNonNull(value(place)));
    }
  }

  @Override
  public final @Nullable Comparator<? super K> comparator() {
    return null;
  }

  @Override
  public final SortedMap<K, V> subMap(K from, K to) {
    return new TreeMap<K, V>(this).subMap(from, to);
  }

  @Override
  public final SortedMap<K, V> headMap(K to) {
    return new TreeMap<K, V>(this).headMap(to);
  }

  @Override
  public final SortedMap<K, V> tailMap(K from) {
    return new TreeMap<K, V>(this).tailMap(from);
  }

  @Override
  public final K firstKey() {
    if (keys.length == 0) {
      throw new NoSuchElementException();
    }
    return keys[0];
  }

  @Override
  public final K lastKey() {
    if (keys.length == 0) {
      throw new NoSuchElementException();
    }
    return keys[keys.length - 1];
  }
}
