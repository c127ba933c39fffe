package dev.tidegate.api.control;

import dev.tidegate.api.loop.Steering;
import dev.tidegate.api.store.Store;
import dev.tidegate.api.store.Store.AuditDraft;
import dev.tidegate.engine.Preview;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.weigh.OverrideRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** An operator's word over measurement: given, shown, taken back. */
final class Overrides {
  /** Sorts after every id of the store, so that among equals the new one is the later. */
  private static final String CANDIDATE = "~new";

  /** More at once than anyone can oversee; each is looked at in every step. */
  private static final int MOST = 1000;

  private final Store store;
  private final Steering steering;
  private final Levers levers;
  private final EventFeed feed;

  Overrides(Store store, Steering steering, Levers levers, EventFeed feed) {
    this.store = store;
    this.steering = steering;
    this.levers = levers;
    this.feed = feed;
  }

  Reply list(Call call) {
    List<ObjectNode> items =
        store.overrides(call.now()).stream().map(o -> OverrideForm.json(o, call.now())).toList();
    return Reply.json(200, Json.list(items, Optional.empty()));
  }

  Reply add(Call call) {
    OverrideForm form = OverrideForm.read(call.body(), call.now());
    form.checkNames(steering.config().setup());
    if (call.dryRun()) {
      return Reply.json(200, Words.dryRun(judged(withIt(call, form))));
    }
    OperatorOverride made = judgedAndStored(call, form);
    changed();
    return Reply.json(
        201,
        OverrideForm.json(made, call.now()),
        Map.of("Location", "/ops/v1/overrides/" + made.id()));
  }

  private List<OperatorOverride> withIt(Call call, OverrideForm form) {
    List<OperatorOverride> then = new ArrayList<>(store.overrides(call.now()));
    then.add(form.named(CANDIDATE, call.caller().name(), call.now()));
    return then;
  }

  /** Where these overrides lead; refused if the last of them cannot stand beside the others. */
  private Preview judged(List<OperatorOverride> then) {
    Preview preview = steering.preview(then);
    Optional<String> refusal =
        OverrideRules.refusal(then, then.getLast(), steering.config().setup());
    return new Preview(
        preview.weights(), preview.peakUtilisation(), refusal.or(preview::refusedBy));
  }

  private static void refuseIfNeeded(Preview preview, int count) {
    if (count > MOST) {
      throw Problem.rule("at-most-" + MOST, "there are " + MOST + " overrides already")
          .asException();
    }
    preview
        .refusedBy()
        .ifPresent(
            refusal -> {
              throw Problem.rule(refusal.split(":", 2)[0], refusal).asException();
            });
  }

  /** One at a time here: of two that cannot stand beside each other the later is refused. */
  private synchronized OperatorOverride judgedAndStored(Call call, OverrideForm form) {
    List<OperatorOverride> then = withIt(call, form);
    refuseIfNeeded(judged(then), then.size());
    String actor = call.caller().name();
    return store.addOverride(
        id -> form.named(id, actor, call.now()),
        o ->
            new AuditDraft(
                call.now(),
                actor,
                "override.create",
                "override/" + o.id(),
                form.reason(),
                "null",
                Json.text(OverrideForm.json(o, call.now()))));
  }

  Reply end(Call call) {
    String id = call.variable("id");
    String reason = call.reason();
    List<OperatorOverride> now = store.overrides(call.now());
    if (now.stream().noneMatch(o -> o.id().equals(id))) {
      throw unknown();
    }
    if (call.dryRun()) {
      List<OperatorOverride> then = now.stream().filter(o -> !o.id().equals(id)).toList();
      return Reply.json(200, Words.dryRun(steering.preview(then)));
    }
    if (store.endOverride(id, call.now(), o -> ending(call, o, reason)).isEmpty()) {
      throw unknown();
    }
    changed();
    return Reply.noContent();
  }

  Reply one(Call call) {
    return store.overrides(call.now()).stream()
        .filter(o -> o.id().equals(call.variable("id")))
        .findFirst()
        .map(o -> Reply.json(200, OverrideForm.json(o, call.now())))
        .orElseThrow(Overrides::unknown);
  }

  private static AuditDraft ending(Call call, OperatorOverride before, String reason) {
    return new AuditDraft(
        call.now(),
        call.caller().name(),
        "override.end",
        "override/" + before.id(),
        reason,
        Json.text(OverrideForm.json(before, call.now())),
        "null");
  }

  private static ProblemException unknown() {
    return Problem.notFound("no override of this id is in force").asException();
  }

  private void changed() {
    levers.overridesChanged();
    feed.overridesChanged();
    feed.auditGrew();
  }
}
