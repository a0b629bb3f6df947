/** The flow as one list, {@link dev.ticktide.app.pipeline.Pipeline}, and what connects two stages on one node. */
@NullMarked
package dev.ticktide.app.pipeline;

import org.jspecify.annotations.NullMarked;
