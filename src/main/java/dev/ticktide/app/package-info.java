/** Assembly. */
@NullMarked
package dev.ticktide.app;

import org.jspecify.annotations.NullMarked;
