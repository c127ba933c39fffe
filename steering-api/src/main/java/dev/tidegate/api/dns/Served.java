package dev.tidegate.api.dns;

import dev.tidegate.dns.responder.DnsListener;
import java.util.Optional;

/**
 * The built-in responder.
 *
 * @param listener empty where none is enabled
 */
public record Served(Optional<DnsListener> listener) {}
