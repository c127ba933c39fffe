package dev.tidegate.launcher.rehearse;

/**
 * One line of what is claimed, and whether it held.
 *
 * @param bound what was claimed
 * @param found what was seen, with figures
 */
record Claim(String title, String bound, String found, boolean held) {}
