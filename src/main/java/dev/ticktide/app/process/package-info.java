/** What a process has of its machine: file descriptors, heap, clock, and which program it is. */
@NullMarked
package dev.ticktide.app.process;

import org.jspecify.annotations.NullMarked;
