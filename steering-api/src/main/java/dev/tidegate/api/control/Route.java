package dev.tidegate.api.control;

import org.springframework.http.HttpMethod;

/**
 * One thing that the operator plane does.
 *
 * @param path a path pattern of Spring's, such as {@code /ops/v1/overrides/{id}}
 * @param maxBody the largest body taken, in bytes
 */
public record Route(HttpMethod method, String path, Need need, int maxBody, Endpoint endpoint) {
  /** Bodies are small. */
  static final int BODY = 64 * 1024;

  /** A configuration may be larger. */
  static final int CONFIG_BODY = 1024 * 1024;

  /** A batch of probe results: 2 000 of some 400 bytes. */
  static final int RESULTS_BODY = 1024 * 1024;

  /** Plain blocking code: it is never run on an event loop. */
  @FunctionalInterface
  interface Endpoint {
    Reply answer(Call call);
  }

  static Route get(String path, Need need, Endpoint endpoint) {
    return new Route(HttpMethod.GET, path, need, BODY, endpoint);
  }

  static Route post(String path, Need need, Endpoint endpoint) {
    return new Route(HttpMethod.POST, path, need, BODY, endpoint);
  }

  static Route put(String path, Need need, Endpoint endpoint) {
    return new Route(HttpMethod.PUT, path, need, BODY, endpoint);
  }

  static Route delete(String path, Need need, Endpoint endpoint) {
    return new Route(HttpMethod.DELETE, path, need, BODY, endpoint);
  }

  Route maxBody(int bytes) {
    return new Route(method, path, need, bytes, endpoint);
  }
}
