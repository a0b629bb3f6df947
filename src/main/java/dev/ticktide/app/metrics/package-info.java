/** The meters of all stages, behind the interfaces that the stages declare. */
@NullMarked
package dev.ticktide.app.metrics;

import org.jspecify.annotations.NullMarked;
