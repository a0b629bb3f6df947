/**
 * The load balancer: accepts requests on one port and distributes them over the nodes of the cluster.
 *
 * <p>In: HTTP of any kind on one port. Out: {@code /ingest} to nodes that ingest, everything else to nodes with a web
 * port, to the one with the fewest requests under way. Keeps: nothing but bodies that may have to be sent a second
 * time, bounded, and which node was last seen failing. Order: none between requests; bytes of one request, answer or
 * WebSocket stay in theirs.
 */
@NullMarked
package dev.ticktide.balance;

import org.jspecify.annotations.NullMarked;
