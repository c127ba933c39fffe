package dev.tidegate.api.store;

import dev.tidegate.model.Capacity;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.OperatorOverride.Action;
import org.jspecify.annotations.Nullable;

/** An override's action as stores keep it: its name, its CDN, and its number as text. */
public final class ActionText {
  private static final String SOFT = "soft";
  private static final String HARD = "hard";
  private static final String VIEWERS = " viewers";
  private static final String BITS = " bit/s";

  private ActionText() {}

  /** The action's number, with its unit where it has one; null if it has none. */
  public static @Nullable String amount(Action action) {
    return switch (action) {
      case OperatorOverride.Drain ignored -> null;
      case OperatorOverride.Exclude ignored -> null;
      case OperatorOverride.Pin ignored -> null;
      case OperatorOverride.Share(String ignored, int points) -> Integer.toString(points);
      case OperatorOverride.Cap(String ignored, int points) -> Integer.toString(points);
      case OperatorOverride.Floor(String ignored, int points) -> Integer.toString(points);
      case OperatorOverride.Limit(String ignored, Capacity.Viewers(double n)) -> n + VIEWERS;
      case OperatorOverride.Limit(String ignored, Capacity.BitRate(double n)) -> n + BITS;
      case OperatorOverride.Freeze(boolean hard) -> hard ? HARD : SOFT;
    };
  }

  /**
   * The action that was written.
   *
   * @param wire {@link Action#wire}
   * @param cdn {@link Action#subject}
   * @param amount {@link #amount}
   * @throws StoreException if there is no such action
   */
  public static Action action(String wire, @Nullable String cdn, @Nullable String amount) {
    if (wire.equals("freeze")) {
      return new OperatorOverride.Freeze(HARD.equals(amount));
    }
    String subject = required(wire, "cdn", cdn);
    return switch (wire) {
      case "drain" -> new OperatorOverride.Drain(subject);
      case "exclude" -> new OperatorOverride.Exclude(subject);
      case "pin" -> new OperatorOverride.Pin(subject);
      case "weight" -> new OperatorOverride.Share(subject, points(wire, amount));
      case "cap" -> new OperatorOverride.Cap(subject, points(wire, amount));
      case "floor" -> new OperatorOverride.Floor(subject, points(wire, amount));
      case "capacity" -> new OperatorOverride.Limit(subject, capacity(wire, amount));
      default -> throw new StoreException("the store has an override of unknown action " + wire);
    };
  }

  private static int points(String wire, @Nullable String amount) {
    return Integer.parseInt(required(wire, "amount", amount));
  }

  private static Capacity capacity(String wire, @Nullable String amount) {
    String text = required(wire, "amount", amount);
    return text.endsWith(VIEWERS)
        ? new Capacity.Viewers(Double.parseDouble(text.replace(VIEWERS, "")))
        : new Capacity.BitRate(Double.parseDouble(text.replace(BITS, "")));
  }

  private static String required(String wire, String what, @Nullable String value) {
    if (value == null) {
      throw new StoreException("the store has an override " + wire + " without its " + what);
    }
    return value;
  }
}
