package dev.tidegate.api.dns;

import dev.tidegate.dns.responder.DnsListener;
import java.util.Optional;

/**
 * What resolvers are told by ourselves, and whether viewers are where they were sent.
 *
 * @param listener the built-in responder; empty where none is enabled
 */
public record Served(Optional<DnsListener> listener, Following following) {}
