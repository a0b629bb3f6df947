/**
 * Takes what the outside sends, checks it whole and hands it to the owners.
 *
 * <p>In: {@code POST /ingest}, JSON or NDJSON. Out: an {@code AppendRequest} to each owner node; to the sender 200 after the
 * commit, or a problem that names every wrong field. Keeps: nothing but requests in flight, bounded in number and bytes.
 * Order: the sender's within a request; between requests on different connections none.
 */
@NullMarked
package dev.ticktide.ingest;

import org.jspecify.annotations.NullMarked;
