package dev.tidegate.api.wiring;

import dev.tidegate.api.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A store whose every operation is timed: {@code tidegate_store_seconds}. */
final class WatchedStore {
  private WatchedStore() {}

  static Store around(Store store, MeterRegistry registry) {
    Map<String, Timer> timers = new ConcurrentHashMap<>();
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (self, method, arguments) ->
                timers
                    .computeIfAbsent(method.getName(), name -> timer(registry, name))
                    .recordCallable(() -> call(store, method, arguments)));
  }

  private static Timer timer(MeterRegistry registry, String operation) {
    return Timer.builder("tidegate.store")
        .description("Time that an operation of the store took")
        .tag("operation", operation)
        .register(registry);
  }

  private static Object call(Store store, Method method, Object[] arguments) throws Exception {
    try {
      return method.invoke(store, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
