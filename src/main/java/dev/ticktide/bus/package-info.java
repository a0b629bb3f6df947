/** To be described. */
@NullMarked
package dev.ticktide.bus;

import org.jspecify.annotations.NullMarked;
