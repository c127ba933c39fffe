package dev.tidegate.api.control;

import java.util.concurrent.TimeUnit;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The operator page: static files, open to all; everything it shows it asks for with a token. */
public final class Page {
  private static final ClassPathResource FILES = new ClassPathResource("static/");
  private static final ClassPathResource JARS =
      new ClassPathResource("META-INF/resources/webjars/");

  private Page() {}

  /** {@code /} and the files beside it. Files of versioned libraries may be kept for long. */
  public static RouterFunction<ServerResponse> router() {
    return RouterFunctions.route()
        .route(
            RequestPredicates.GET("/"),
            request ->
                ServerResponse.ok()
                    .cacheControl(CacheControl.noCache())
                    .header("Content-Type", "text/html;charset=utf-8")
                    .bodyValue(new ClassPathResource("static/index.html")))
        .resources(
            "/webjars/**", JARS, (r, h) -> h.setCacheControl(CacheControl.maxAge(7, TimeUnit.DAYS)))
        .resources("/**", FILES, (r, h) -> h.setCacheControl(CacheControl.noCache()))
        .build();
  }
}
