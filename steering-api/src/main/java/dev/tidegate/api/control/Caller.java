package dev.tidegate.api.control;

import dev.tidegate.api.config.TidegateConfig.Role;

/**
 * Who calls.
 *
 * @param name the token's name, or the subject of a signed-in operator; the audit log's actor
 */
public record Caller(String name, Role role) {

  /** True if this caller's role suffices. An agent has only its vantage, the one of its name. */
  boolean may(Need need) {
    return switch (need) {
      case NOTHING -> true;
      case METRICS, VIEWER -> role != Role.AGENT;
      case OPERATOR -> role == Role.OPERATOR || role == Role.ADMIN;
      case ADMIN -> role == Role.ADMIN;
      case VANTAGE -> role == Role.AGENT;
    };
  }
}
