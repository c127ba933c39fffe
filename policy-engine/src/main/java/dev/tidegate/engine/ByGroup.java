package dev.tidegate.engine;

import dev.tidegate.model.Group;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the state knows of each group, as a map that is looked into rather than filled. Only of use
 * within a step.
 */
final class ByGroup<V> extends AbstractMap<Group, V> {
  private final EngineState state;
  private final Function<GroupState, @Nullable V> known;

  ByGroup(EngineState state, Function<GroupState, @Nullable V> known) {
    this.state = state;
    this.known = known;
  }

  @Override
  public @Nullable V get(@Nullable Object key) {
    GroupState group = key instanceof Group name ? state.groups.get(name) : null;
    return group == null ? null : known.apply(group);
  }

  @Override
  public Set<Map.Entry<Group, V>> entrySet() {
    Map<Group, V> all = new HashMap<>();
    for (GroupState group : state.groups.values()) {
      V value = known.apply(group);
      if (value != null) {
        all.put(group.group, value);
      }
    }
    return all.entrySet();
  }
}
