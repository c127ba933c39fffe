package dev.tidegate.api.control;

import dev.tidegate.api.loop.Steering;
import dev.tidegate.api.store.Store;
import dev.tidegate.api.store.Store.DecisionFilter;
import dev.tidegate.api.store.Store.StoredDecision;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import reactor.core.publisher.Flux;
import tools.jackson.databind.node.ObjectNode;

/** What is, what was decided, and what happens. */
final class StateViews {
  private static final Pattern DECISION_ID = Pattern.compile("\\d{1,18}(\\.\\d{1,18}){2}");

  private final Steering steering;
  private final Store store;
  private final EventFeed feed;
  private final String node;

  StateViews(Steering steering, Store store, EventFeed feed, String node) {
    this.steering = steering;
    this.store = store;
    this.feed = feed;
    this.node = node;
  }

  Reply state(Call call) {
    return Reply.json(200, Words.state(steering, call.now(), node));
  }

  Reply decisions(Call call) {
    call.onlyParams(Set.of("service", "region", "cdn", "since", "limit", "cursor"));
    int limit = call.limit();
    DecisionFilter filter =
        new DecisionFilter(
            call.param("service"), call.param("region"), call.param("cdn"), call.since());
    List<StoredDecision> found = store.decisions(filter, limit + 1, call.cursor(DECISION_ID));
    List<ObjectNode> items = found.stream().limit(limit).map(d -> read(d.json())).toList();
    Optional<String> next =
        found.size() > limit ? Optional.of(found.get(limit - 1).id()) : Optional.empty();
    return Reply.json(200, Json.list(items, next));
  }

  private static ObjectNode read(String json) {
    return (ObjectNode) Json.MAPPER.readTree(json);
  }

  /** The stream. Viewers do not get audit entries: those are for operators and admins. */
  Reply stream(Call call) {
    Predicate<Event> wanted = e -> !e.name().equals("audit") || call.caller().may(Need.OPERATOR);
    Optional<Flux<Event>> events = feed.listen(lastId(call), wanted);
    return events
        .<Reply>map(
            e -> new Reply.Stream(Flux.just("retry: 2000\n\n").concatWith(e.map(Event::text))))
        .orElseThrow(
            () ->
                Problem.of(503, "Too many streams", "all " + EventRing.LISTENERS + " are taken")
                    .asException());
  }

  private static OptionalLong lastId(Call call) {
    String text = call.header("last-event-id").or(() -> call.param("lastEventId")).orElse("");
    return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }
}
