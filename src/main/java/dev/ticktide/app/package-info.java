/**
 * The command line: {@link dev.ticktide.app.Main} and its commands. The flow as one list is
 * {@link dev.ticktide.app.pipeline.Pipeline}; {@code launch} starts it, {@code config} reads the settings.
 *
 * <p>In: command line, files, environment. Out: a running process. Keeps: what it deployed. Order: stages start back to front
 * of the data, stop front to back.
 */
@NullMarked
package dev.ticktide.app;

import org.jspecify.annotations.NullMarked;
