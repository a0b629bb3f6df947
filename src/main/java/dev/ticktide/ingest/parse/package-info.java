/** Turns the bytes of a request body into events, or into a rejection that names everything that is wrong. */
@NullMarked
package dev.ticktide.ingest.parse;

import org.jspecify.annotations.NullMarked;
