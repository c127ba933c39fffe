package dev.tidegate.api.dns;

import dev.tidegate.dns.responder.DnsListener;
import java.util.Optional;

/**
 * What resolvers are told by ourselves.
 *
 * @param listener the built-in responder; empty where none is enabled
 */
public record Served(Optional<DnsListener> listener) {}
