/**
 * What is used of Vert.x without being published by it ({@code io.vertx…impl}, {@code io.vertx…internal}), for Vert.x 5.0.8. A
 * new version of Vert.x is compared with this package alone; {@code ArchitectureTest} keeps such classes out of all others.
 */
@NullMarked
package dev.ticktide.internals;

import org.jspecify.annotations.NullMarked;
