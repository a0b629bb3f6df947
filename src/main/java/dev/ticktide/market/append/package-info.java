/** Requests from {@code ingest} to the owner of a partition to append entries, and the replies. */
@NullMarked
package dev.ticktide.market.append;

import org.jspecify.annotations.NullMarked;
