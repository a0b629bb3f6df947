/** What is known about companies beforehand: a small file in the jar. */
@NullMarked
package dev.ticktide.reference;

import org.jspecify.annotations.NullMarked;
