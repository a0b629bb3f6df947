/** To be described. */
@NullMarked
package dev.ticktide.ingest;

import org.jspecify.annotations.NullMarked;
