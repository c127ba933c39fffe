@NullMarked
package dev.tidegate.deploy.systemd;

import org.jspecify.annotations.NullMarked;
