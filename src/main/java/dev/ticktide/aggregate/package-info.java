/** To be described. */
@NullMarked
package dev.ticktide.aggregate;

import org.jspecify.annotations.NullMarked;
