/**
 * Assembly: configuration, clock, process, and in {@link dev.ticktide.app.Pipeline} the flow as one list.
 *
 * <p>In: command line, files, environment. Out: a running process. Keeps: what it deployed. Order: stages start back to front
 * of the data, stop front to back.
 */
@NullMarked
package dev.ticktide.app;

import org.jspecify.annotations.NullMarked;
