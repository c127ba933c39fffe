package dev.tidegate.api.wiring;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * POSIX signals, by {@code sun.misc.Signal}: there is no other way in Java, and it is reached by
 * name because the compiler warns of it in a way that cannot be answered. Where it is missing,
 * signals do what they do by default.
 */
public final class Signals {
  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /** Runs {@code action} on a thread of its own each time the process gets the signal. */
  public static void on(String name, Runnable action) {
    Runnable started = () -> Thread.ofPlatform().name("signal-" + name).start(action);
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle run =
          MethodHandles.lookup().bind(started, "run", MethodType.methodType(void.class));
      Object ours =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(run, 0, signal));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      log.warn("SIG{} is not taken here: {}", name, e.toString());
    }
  }
}
