package dev.tidegate.launcher.demo;

/**
 * How often viewers were told another first CDN.
 *
 * @param sessions moves that follow the weights
 * @param canaries viewers lent to a CDN that is being left, so that its state stays known; each is
 *     two moves that are not among {@code sessions}
 */
record Moved(long sessions, long canaries) {}
