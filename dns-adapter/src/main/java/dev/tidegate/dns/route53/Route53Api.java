package dev.tidegate.dns.route53;

import dev.tidegate.dns.reconcile.BackendException;
import dev.tidegate.dns.reconcile.BackendException.Kind;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeStatus;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsRequest;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsResponse;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * The three calls that we make, at a pace that leaves room for others in the account. The SDK's own
 * retries are off: one that sent a change again after its answer was lost would be told that the
 * change does not fit, and could not know that it was its own.
 */
final class Route53Api implements AutoCloseable {
  /**
   * Five requests a second are let through to one account, whoever makes them: all targets of this
   * process share four.
   */
  private static final RateLimiter PACE =
      RateLimiter.of(
          "route53",
          RateLimiterConfig.custom()
              .limitForPeriod(1)
              .limitRefreshPeriod(Duration.ofMillis(250))
              .timeoutDuration(Duration.ofSeconds(20))
              .build());

  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** As many as one answer may hold. */
  private static final int PAGE = 300;

  /** A zone of more than 60 000 sets is not one that was made for us. */
  private static final int MOST_PAGES = 200;

  /** With waits of 0.3 s to 2.4 s in between: 4.5 s in all. */
  private static final int ATTEMPTS = 5;

  private static final Duration FIRST_WAIT = Duration.ofMillis(300);

  private final Route53Client client;
  private final String hostedZone;

  Route53Api(String hostedZone, Optional<Credentials> credentials, Optional<URI> endpoint) {
    this.hostedZone = hostedZone;
    var builder =
        Route53Client.builder()
            .region(Region.AWS_GLOBAL)
            .credentialsProvider(provider(credentials))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT)
                    .socketTimeout(PATIENCE))
            .overrideConfiguration(
                c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()).apiCallTimeout(PATIENCE));
    endpoint.ifPresent(builder::endpointOverride);
    this.client = builder.build();
  }

  private static AwsCredentialsProvider provider(Optional<Credentials> credentials) {
    return credentials
        .<AwsCredentialsProvider>map(
            c ->
                StaticCredentialsProvider.create(AwsBasicCredentials.create(c.keyId(), c.secret())))
        .orElseGet(() -> DefaultCredentialsProvider.builder().build());
  }

  /** All record sets of the zone. */
  List<ResourceRecordSet> list() throws BackendException {
    List<ResourceRecordSet> sets = new ArrayList<>();
    var next =
        ListResourceRecordSetsRequest.builder()
            .hostedZoneId(hostedZone)
            .maxItems(String.valueOf(PAGE));
    for (int page = 0; page < MOST_PAGES; page++) {
      ListResourceRecordSetsRequest request = next.build();
      ListResourceRecordSetsResponse got =
          patiently(() -> client.listResourceRecordSets(request), false);
      sets.addAll(got.resourceRecordSets());
      if (!got.isTruncated()) {
        return sets;
      }
      next.startRecordName(got.nextRecordName())
          .startRecordType(got.nextRecordTypeAsString())
          .startRecordIdentifier(got.nextRecordIdentifier());
    }
    throw new BackendException(
        Kind.REJECTED, "the zone has more than " + MOST_PAGES * PAGE + " record sets");
  }

  /** Asks for a batch to be carried out and returns the id of the change. */
  String change(List<Change> batch) throws BackendException {
    return patiently(
            () ->
                client.changeResourceRecordSets(
                    r -> r.hostedZoneId(hostedZone).changeBatch(b -> b.changes(batch))),
            true)
        .changeInfo()
        .id();
  }

  /** True once all of Route 53's servers answer by that change. */
  boolean inSync(String change) throws BackendException {
    return patiently(() -> client.getChange(r -> r.id(change)), false).changeInfo().status()
        == ChangeStatus.INSYNC;
  }

  private interface Call<T> {
    T run();
  }

  /** Asks again, ever more slowly, as long as the answer is that there is too much to do. */
  private static <T> T patiently(Call<T> call, boolean writes) throws BackendException {
    for (int attempt = 1; ; attempt++) {
      try {
        return paced(call);
      } catch (SdkException e) {
        BackendException fault = Faults.of(e, writes);
        if (fault.kind() != Kind.BUSY || attempt == ATTEMPTS) {
          throw fault;
        }
        pause(FIRST_WAIT.multipliedBy(1L << (attempt - 1)));
      }
    }
  }

  private static <T> T paced(Call<T> call) throws BackendException {
    if (!PACE.acquirePermission()) {
      throw new BackendException(Kind.BUSY, "our own pace of four requests a second is used up");
    }
    return call.run();
  }

  private static void pause(Duration length) throws BackendException {
    try {
      Thread.sleep(length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException(Kind.BUSY, "interrupted while waiting", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
