package dev.tidegate.rehearsal.live;

import dev.tidegate.rehearsal.model.Draw;
import dev.tidegate.rehearsal.model.Player;
import dev.tidegate.rehearsal.model.Result;
import io.netty.channel.ChannelOption;
import io.netty.handler.timeout.ReadTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.Exceptions;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** How a player fetches playlists and segments from CDNs. Calls block. */
final class MediaClient {
  /** A playlist: {@code uris.get(i)} is the segment {@code first + i}. */
  record Playlist(long first, List<String> uris) {
    long newest() {
      return first + uris.size() - 1;
    }
  }

  /** What came: {@code playlist} is empty for a segment or a failure. */
  record Fetched(Result result, List<Playlist> playlist) {}

  private record Reply(int status, long firstByteMillis, int bytes, String text) {}

  private final HttpClient http;
  private final ConnectionProvider pool;

  MediaClient(Player.Settings settings, LoopResources loops) {
    this.pool =
        ConnectionProvider.builder("media")
            .maxConnections(8_000)
            .pendingAcquireMaxCount(-1)
            .build();
    this.http =
        HttpClient.create(pool)
            .runOn(loops)
            .disableRetry(true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.requestTimeoutMillis())
            .responseTimeout(Duration.ofMillis(settings.requestTimeoutMillis()));
  }

  Fetched playlist(URI uri, Profile who, Draw luck) {
    return fetch(uri, who, luck, true);
  }

  Fetched segment(URI uri, Profile who, Draw luck) {
    return fetch(uri, who, luck, false);
  }

  void close() {
    pool.dispose();
  }

  private Fetched fetch(URI uri, Profile who, Draw luck, boolean playlist) {
    long began = System.nanoTime();
    Reply reply;
    try {
      reply =
          Await.result(
                  http.headers(
                          headers ->
                              headers
                                  .set("X-Region", who.region())
                                  .set("X-Network", who.network())
                                  .set("X-Draw", Long.toString(luck.number())))
                      .get()
                      .uri(uri)
                      .responseSingle(
                          (response, body) -> {
                            long firstByte = since(began);
                            int status = response.status().code();
                            return body.asByteArray()
                                .defaultIfEmpty(new byte[0])
                                .map(bytes -> reply(status, firstByte, bytes, playlist));
                          }))
              .orElseThrow();
    } catch (RuntimeException failure) {
      return failed(
          Exceptions.unwrap(failure) instanceof ReadTimeoutException
              ? Result.ErrorClass.TIMEOUT
              : Result.ErrorClass.CONNECT);
    }
    if (reply.status() != 200) {
      return failed(reply.status() >= 500 ? Result.ErrorClass.HTTP5XX : Result.ErrorClass.HTTP4XX);
    }
    long transferMillis = Math.max(1, since(began) - reply.firstByteMillis());
    return playlist ? listed(reply, transferMillis) : arrived(reply, transferMillis);
  }

  private static Reply reply(int status, long firstByte, byte[] body, boolean playlist) {
    String text = playlist ? new String(body, StandardCharsets.UTF_8) : "";
    return new Reply(status, firstByte, body.length, text);
  }

  private static Fetched listed(Reply reply, long transferMillis) {
    Playlist playlist = parse(reply.text());
    var transfer = new Result.Transfer(reply.firstByteMillis(), transferMillis, reply.bytes());
    return playlist.uris().isEmpty()
        ? failed(Result.ErrorClass.HTTP4XX)
        : new Fetched(new Result.Playlist(playlist.newest(), transfer), List.of(playlist));
  }

  /** Each byte of an imitation segment stands for many, so that a laptop can carry an audience. */
  private static Fetched arrived(Reply reply, long transferMillis) {
    long bytes = (long) reply.bytes() * Audience.BYTES_PER_BYTE;
    return new Fetched(
        new Result.Segment(new Result.Transfer(reply.firstByteMillis(), transferMillis, bytes)),
        List.of());
  }

  private static Fetched failed(Result.ErrorClass errorClass) {
    return new Fetched(new Result.Failure(errorClass), List.of());
  }

  static Playlist parse(String text) {
    long first = 0;
    List<String> uris = new ArrayList<>();
    for (String line : text.split("\n")) {
      if (line.startsWith("#EXT-X-MEDIA-SEQUENCE:")) {
        first = Long.parseLong(line.substring("#EXT-X-MEDIA-SEQUENCE:".length()).strip());
      } else if (!line.isBlank() && !line.startsWith("#")) {
        uris.add(line.strip());
      }
    }
    return new Playlist(first, uris);
  }

  private static long since(long began) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }
}
