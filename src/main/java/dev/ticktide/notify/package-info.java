/** To be described. */
@NullMarked
package dev.ticktide.notify;

import org.jspecify.annotations.NullMarked;
