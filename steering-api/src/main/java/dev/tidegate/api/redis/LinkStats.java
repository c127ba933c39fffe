package dev.tidegate.api.redis;

/**
 * What a {@link RedisLink} has seen since it was made.
 *
 * @param calls that were asked for
 * @param failures of them, for whatever reason; the next four are among them
 * @param timeouts without an answer in time
 * @param refusals that the server answered with an error (read-only, out of memory, …)
 * @param shut not even tried, because the last ones failed
 * @param busy not even tried, because too many were under way
 * @param connections made, subscriptions included
 * @param answers whether the last call was answered, be it by a refusal; true before the first
 */
public record LinkStats(
    long calls,
    long failures,
    long timeouts,
    long refusals,
    long shut,
    long busy,
    long connections,
    boolean answers) {}
