/**
 * Our own checks of the CDNs: a plan of targets, a prober that runs it on virtual threads, and what
 * each probe saw. No Spring here, and nothing of DNS publication.
 */
@NullMarked
package dev.tidegate.probe;

import org.jspecify.annotations.NullMarked;
