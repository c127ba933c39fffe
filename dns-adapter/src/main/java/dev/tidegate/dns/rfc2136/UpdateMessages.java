package dev.tidegate.dns.rfc2136;

import dev.tidegate.dns.plan.Change;
import dev.tidegate.dns.plan.Ownership;
import dev.tidegate.dns.plan.RecordData;
import dev.tidegate.dns.plan.RecordKey;
import dev.tidegate.dns.plan.ScopePlan;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * Writes plans as UPDATE messages: what the plan was made from as prerequisites, what it wants as
 * updates, all in one message, so that the server does all or nothing of it.
 */
final class UpdateMessages {
  private final Name zone;
  private final int ttl;

  UpdateMessages(String zone, int ttl) {
    this.zone = name(zone);
    this.ttl = ttl;
  }

  /** As few messages as hold all of these scopes, none of which is split. */
  List<Update> fitting(List<ScopePlan> scopes, int mostBytes) {
    Update whole = of(scopes);
    if (scopes.size() == 1 || whole.toWire().length <= mostBytes) {
      return List.of(whole);
    }
    int half = scopes.size() / 2;
    List<Update> messages = new ArrayList<>(fitting(scopes.subList(0, half), mostBytes));
    messages.addAll(fitting(scopes.subList(half, scopes.size()), mostBytes));
    return messages;
  }

  /** One message for all of these scopes. */
  Update of(List<ScopePlan> scopes) {
    Update update = new Update(zone);
    scopes.forEach(scope -> prerequisites(update, scope));
    scopes.forEach(scope -> updates(update, scope));
    return update;
  }

  private static void prerequisites(Update update, ScopePlan scope) {
    Name claim = name(Ownership.name(scope.scope()));
    scope
        .from()
        .ifPresentOrElse(from -> update.present(txt(claim, 0, from)), () -> update.absent(claim));
    for (Change change : scope.changes()) {
      switch (change) {
        case Change.Create(RecordKey key, RecordData _) -> update.absent(name(key.name()));
        case Change.Update(RecordKey key, RecordData before, RecordData _) ->
            update.present(cname(key, before.value(), 0));
        case Change.Delete(RecordKey key, RecordData before) ->
            update.present(cname(key, before.value(), 0));
      }
    }
  }

  private void updates(Update update, ScopePlan scope) {
    for (Change change : scope.changes()) {
      switch (change) {
        case Change.Create(RecordKey key, RecordData after) -> update.add(cname(key, after));
        case Change.Update(RecordKey key, RecordData _, RecordData after) ->
            update.replace(cname(key, after));
        case Change.Delete(RecordKey key, RecordData _) ->
            update.delete(name(key.name()), Type.CNAME);
      }
    }
    Name claim = name(Ownership.name(scope.scope()));
    scope
        .to()
        .ifPresentOrElse(
            to -> update.replace(txt(claim, ttl, to)), () -> update.delete(claim, Type.TXT));
  }

  private static Record cname(RecordKey key, RecordData data) {
    return cname(key, data.value(), data.ttl());
  }

  private static Record cname(RecordKey key, String host, long ttl) {
    return new CNAMERecord(name(key.name()), DClass.IN, ttl, name(host));
  }

  /** As an object: a zone file's parser would cut the text at a semicolon. */
  private static Record txt(Name name, long ttl, Ownership claim) {
    return new TXTRecord(name, DClass.IN, ttl, claim.text());
  }

  static Name name(String absolute) {
    try {
      return Name.fromString(absolute, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException("not a DNS name: " + absolute, e);
    }
  }
}
