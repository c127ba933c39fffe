package dev.tidegate.api.redis;

import dev.tidegate.api.store.StoreException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Redis' error replies mean to the person who has to do something about them. */
enum RedisFailure {
  /** A write went to a replica: there is another master now, or none yet. */
  READONLY("is a read-only replica: it has another master now, which is being looked for", true),
  MOVED("does not own the slot any more: its new owner is being looked for", true),
  CLUSTERDOWN("is a cluster of which a part is down", true),
  MASTERDOWN("is a replica that has lost its master", true),
  ASK("is moving the slot to another node just now", true),
  TRYAGAIN("is moving the slot to another node just now", true),
  LOADING("is reading its data from the disk; it will answer when it has", false),
  OOM("is out of memory (maxmemory); nothing was written: give it more, or remove data", false),
  MISCONF("cannot write to its disk and so takes no writes: see its log; free its disk", false),
  NOREPLICAS("has fewer good replicas than min-replicas-to-write, and so takes no writes", false),
  BUSY("is busy with a script of another program", false),
  NOAUTH("wants a password: put it into store.uri", false),
  WRONGPASS("refuses the user or the password of store.uri", false),
  NOPERM("does not let the user of store.uri do this", false),
  OTHER("", false);

  // A script's error is told by older servers in the midst of a sentence: "-OOM command not …".
  private static final Pattern CODE =
      Pattern.compile(
          "(?:^|[-\\s])(READONLY|MOVED|CLUSTERDOWN|MASTERDOWN|ASK|TRYAGAIN|LOADING|OOM|MISCONF"
              + "|NOREPLICAS|BUSY|NOAUTH|WRONGPASS|NOPERM)\\s");

  private final String sentence;

  /** Whether somebody else may be the master now; such a command was not executed. */
  final boolean elsewhere;

  RedisFailure(String sentence, boolean elsewhere) {
    this.sentence = sentence;
    this.elsewhere = elsewhere;
  }

  /** What a server's error reply means. */
  static RedisFailure of(Throwable reply) {
    Matcher code = CODE.matcher(text(reply) + " ");
    return code.find() ? valueOf(code.group(1)) : OTHER;
  }

  /** The same for people. */
  StoreException toldOf(String where, String what, Throwable reply) {
    String why = this == OTHER ? "refused: " + text(reply) : sentence;
    return new StoreException("Redis " + where + " " + why + " (" + what + ")", reply);
  }

  private static String text(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null ? thrown.getClass().getSimpleName().toLowerCase(Locale.ROOT) : message;
  }
}
