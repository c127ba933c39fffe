package dev.tidegate.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidegate.model.Group;
import dev.tidegate.tape.Recorder;
import dev.tidegate.tape.Sealed;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read equals what was written; bytes that are no situation are refused. */
class SituationCodecTest {
  /** A value of any type of which situations are made, so that none can be forgotten here. */
  private static Object random(Type type, Random random) throws ReflectiveOperationException {
    if (type instanceof ParameterizedType generic) {
      Type[] inner = generic.getActualTypeArguments();
      if (generic.getRawType() == Optional.class) {
        return random.nextBoolean() ? Optional.of(random(inner[0], random)) : Optional.empty();
      }
      TreeMap<Object, Object> map = new TreeMap<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        map.put(random(inner[0], random), random(inner[1], random));
      }
      return map;
    }
    return switch (type.getTypeName()) {
      case "java.lang.String" -> "text-" + random.nextInt(100);
      case "int", "java.lang.Integer" -> random.nextInt() >> random.nextInt(32);
      case "long" -> random.nextLong() >> random.nextInt(64);
      case "double" -> Double.longBitsToDouble(random.nextLong());
      case "boolean" -> random.nextBoolean();
      case "java.time.Instant" ->
          Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
      case "java.util.OptionalDouble" ->
          random.nextBoolean() ? OptionalDouble.of(random.nextDouble()) : OptionalDouble.empty();
      default -> randomOf((Class<?>) type, random);
    };
  }

  private static Object randomOf(Class<?> type, Random random) throws ReflectiveOperationException {
    if (type.isEnum()) {
      return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
    }
    if (type.isSealed()) {
      Class<?>[] kinds = type.getPermittedSubclasses();
      return randomOf(kinds[random.nextInt(kinds.length)], random);
    }
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] parts = new Object[components.length];
    for (int i = 0; i < parts.length; i++) {
      types[i] = components[i].getType();
      parts[i] = random(components[i].getGenericType(), random);
    }
    var constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor.newInstance(parts);
  }

  private static Situation situation(long seed) throws ReflectiveOperationException {
    return (Situation) randomOf(Situation.class, new Random(seed));
  }

  @Test
  void whatIsReadEqualsWhatWasWritten() throws ReflectiveOperationException {
    for (long seed = 1; seed <= 200; seed++) {
      Situation situation = situation(seed);
      assertThat(SituationCodec.read(SituationCodec.bytes(situation)))
          .as("seed %d", seed)
          .isEqualTo(situation);
    }
  }

  @Test
  void whatTheEngineBelievesIsCarriedToo() {
    World world = new World(new TreeMap<>(java.util.Map.of("a", 60.0, "b", 40.0)));
    Situation situation = world.last.situation();
    Situation read = SituationCodec.read(SituationCodec.bytes(situation));
    assertThat(read.groups()).containsKey(Group.of("live", "west"));
    assertThat(read).isEqualTo(new Situation(situation.at(), new TreeMap<>(situation.groups())));
  }

  /** A rolling upgrade has nodes that write the form before. */
  @Test
  void theFormBeforeIsReadWithoutWhatItDidNotTell() {
    World world = new World(new TreeMap<>(java.util.Map.of("a", 60.0, "b", 40.0)));
    Situation situation = world.last.situation();
    Situation read = SituationCodec.read(SituationCodec.bytes(situation, 1));
    assertThat(read).isEqualTo(new Situation(situation.at(), new TreeMap<>(situation.groups())));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void damageIsRefused(long seed) throws ReflectiveOperationException {
    Random random = new Random(seed);
    byte[] good = SituationCodec.bytes(situation(seed));
    for (int i = 0; i < 500; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
      assertThatIllegalArgumentException().isThrownBy(() -> SituationCodec.read(bad));
      byte[] cut = Arrays.copyOf(good, random.nextInt(good.length));
      assertThatIllegalArgumentException().isThrownBy(() -> SituationCodec.read(cut));
    }
  }

  /** Damage that the seal does not show: a hostile writer seals too. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void sealedNonsenseIsRefusedOrIsAnotherSituation(long seed) throws ReflectiveOperationException {
    Random random = new Random(seed);
    byte[] good = Sealed.open(SituationCodec.bytes(situation(seed)));
    for (int i = 0; i < 2_000; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
      try {
        SituationCodec.read(Sealed.seal(bad));
      } catch (IllegalArgumentException expected) {
        // nothing else may come
      }
    }
    Recorder other = new Recorder();
    other.number(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SituationCodec.read(Sealed.seal(other.bytes())))
        .withMessageContaining("form");
  }
}
