package dev.tidegate.engine.record;

import dev.tidegate.telemetry.VarReader;
import dev.tidegate.telemetry.VarWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Immutable trees of records as bytes, component by component, each with its name. By reflection,
 * so that a number added to the configuration can never be forgotten here: it is recorded, or the
 * test that writes every type says which type is not known.
 *
 * <pre>
 * record : number of components, then each as name and value
 * sealed : name of the class, then the record
 * enum   : its name
 * list   : number, values; sets in their order, or sorted if they have none
 * map    : number, then key and value in the order of keys
 * </pre>
 */
final class TreeCoding {
  private static final int MOST = 1_000_000;

  private TreeCoding() {}

  static void write(Type type, Object value, VarWriter out) {
    if (type instanceof ParameterizedType generic) {
      writeMany(generic, value, out);
      return;
    }
    switch (value) {
      case String text -> out.text(text);
      case Integer number -> out.signed(number);
      case Long number -> out.signed(number);
      case Double number -> out.real(number);
      case Boolean yes -> out.yes(yes);
      case Duration time -> {
        out.signed(time.getSeconds());
        out.number(time.getNano());
      }
      case Instant time -> out.instant(time, Instant.EPOCH);
      case OptionalDouble number -> {
        out.yes(number.isPresent());
        number.ifPresent(out::real);
      }
      case Enum<?> word -> out.text(word.name());
      case Record record -> {
        if (type instanceof Class<?> sealed && sealed.isSealed()) {
          out.text(record.getClass().getSimpleName());
        }
        writeRecord(record, out);
      }
      default -> throw unknown(type);
    }
  }

  private static void writeRecord(Record record, VarWriter out) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    out.number(components.length);
    for (RecordComponent component : components) {
      out.text(component.getName());
      try {
        Object part = Objects.requireNonNull(component.getAccessor().invoke(record));
        write(component.getGenericType(), part, out);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("cannot be read: " + component, e);
      }
    }
  }

  private static void writeMany(ParameterizedType type, Object value, VarWriter out) {
    Type inner = type.getActualTypeArguments()[0];
    switch (value) {
      case Optional<?> optional -> {
        out.yes(optional.isPresent());
        optional.ifPresent(one -> write(inner, one, out));
      }
      case Map<?, ?> map -> {
        out.number(map.size());
        for (Object key : map instanceof SortedMap ? map.keySet() : new TreeSet<>(map.keySet())) {
          write(inner, key, out);
          write(type.getActualTypeArguments()[1], Objects.requireNonNull(map.get(key)), out);
        }
      }
      case Collection<?> many -> {
        boolean loose = many instanceof Set && !(many instanceof SortedSet);
        out.number(many.size());
        (loose ? new TreeSet<>(many) : many).forEach(one -> write(inner, one, out));
      }
      default -> throw unknown(type);
    }
  }

  /**
   * @throws IllegalArgumentException if the bytes are no {@code type}, or one with other components
   */
  static Object read(Type type, VarReader in) {
    if (type instanceof ParameterizedType generic) {
      return readMany(generic, in);
    }
    return switch (type.getTypeName()) {
      case "java.lang.String" -> in.text();
      case "int", "java.lang.Integer" -> Math.toIntExact(in.signed());
      case "long", "java.lang.Long" -> in.signed();
      case "double", "java.lang.Double" -> in.real();
      case "boolean", "java.lang.Boolean" -> in.yes();
      case "java.time.Duration" -> Duration.ofSeconds(in.signed(), in.number());
      case "java.time.Instant" -> in.instant(Instant.EPOCH);
      case "java.util.OptionalDouble" ->
          in.yes() ? OptionalDouble.of(in.real()) : OptionalDouble.empty();
      default -> readClass(type, in);
    };
  }

  private static Object readClass(Type type, VarReader in) {
    if (!(type instanceof Class<?> named)) {
      throw unknown(type);
    }
    if (named.isEnum()) {
      return among(named.getEnumConstants(), in.text(), word -> ((Enum<?>) word).name(), in);
    }
    if (named.isSealed()) {
      return readRecord(
          among(named.getPermittedSubclasses(), in.text(), Class::getSimpleName, in), in);
    }
    return readRecord(named, in);
  }

  private static <T> T among(T[] all, String name, Function<T, String> named, VarReader in) {
    for (T one : all) {
      if (named.apply(one).equals(name)) {
        return one;
      }
    }
    throw in.refused("this engine does not know " + name);
  }

  private static Object readRecord(Class<?> type, VarReader in) {
    if (!type.isRecord()) {
      throw unknown(type);
    }
    RecordComponent[] components = type.getRecordComponents();
    if (in.count(MOST) != components.length) {
      throw in.refused(type.getSimpleName() + " has other components in this engine");
    }
    Class<?>[] types = new Class<?>[components.length];
    Object[] parts = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      if (!in.text().equals(components[i].getName())) {
        throw in.refused(type.getSimpleName() + " has other components in this engine");
      }
      types[i] = components[i].getType();
      parts[i] = read(components[i].getGenericType(), in);
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(parts);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException("no such " + type.getSimpleName(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot be made: " + type, e);
    }
  }

  private static Object readMany(ParameterizedType type, VarReader in) {
    Type inner = type.getActualTypeArguments()[0];
    return switch (type.getRawType().getTypeName()) {
      case "java.util.Optional" -> in.yes() ? Optional.of(read(inner, in)) : Optional.empty();
      case "java.util.List" -> readAll(inner, new ArrayList<>(), in);
      case "java.util.Set" -> readAll(inner, new LinkedHashSet<>(), in);
      case "java.util.SortedSet" -> readAll(inner, new TreeSet<>(), in);
      case "java.util.Map" -> readMap(type, new LinkedHashMap<>(), in);
      case "java.util.SortedMap" -> readMap(type, new TreeMap<>(), in);
      default -> throw unknown(type);
    };
  }

  private static Collection<Object> readAll(Type inner, Collection<Object> to, VarReader in) {
    int size = in.count(MOST);
    for (int i = 0; i < size; i++) {
      to.add(read(inner, in));
    }
    return to;
  }

  private static Map<Object, Object> readMap(
      ParameterizedType type, Map<Object, Object> to, VarReader in) {
    int size = in.count(MOST);
    for (int i = 0; i < size; i++) {
      Object key = read(type.getActualTypeArguments()[0], in);
      to.put(key, read(type.getActualTypeArguments()[1], in));
    }
    return to;
  }

  private static IllegalStateException unknown(Type type) {
    return new IllegalStateException("a type that is not written: " + type.getTypeName());
  }
}
