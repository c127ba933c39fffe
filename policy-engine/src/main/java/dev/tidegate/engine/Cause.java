package dev.tidegate.engine;

import dev.tidegate.model.Reason;
import dev.tidegate.shift.Stream;

/** Why a CDN's share moves in this step by itself. */
record Cause(Stream stream, double amount, Rule rule, Reason reason) {}
