/** Starts and stops the process: ports, Vert.x, Hazelcast, store and pipeline in their order. */
@NullMarked
package dev.ticktide.app.launch;

import org.jspecify.annotations.NullMarked;
