package dev.tidegate.api.loop;

import dev.tidegate.api.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A real store whose methods can be made to fail or to wait, each by its name. */
final class FaultyStore {
  private final Map<String, Runnable> before = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> calls = new ConcurrentHashMap<>();

  Store over(Store real) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              calls.computeIfAbsent(method.getName(), name -> new AtomicLong()).incrementAndGet();
              before.getOrDefault(method.getName(), () -> {}).run();
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** What happens before {@code method} from now on. */
  void before(String method, Runnable what) {
    before.put(method, what);
  }

  void heal(String method) {
    before.remove(method);
  }

  /** How often {@code method} was called. */
  long calls(String method) {
    return calls.getOrDefault(method, new AtomicLong()).get();
  }
}
