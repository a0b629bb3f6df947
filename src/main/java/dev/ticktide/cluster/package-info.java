/** To be described. */
@NullMarked
package dev.ticktide.cluster;

import org.jspecify.annotations.NullMarked;
