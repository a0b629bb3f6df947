/**
 * Members of the cluster and owners of partitions.
 *
 * <p>In: members and their roles, the owner table. Out: the partitions this node holds with their epochs, and for any
 * partition the node to send to. Keeps: the epochs it was granted. Order: a partition has one owner per epoch, epochs only rise.
 */
@NullMarked
package dev.ticktide.cluster;

import org.jspecify.annotations.NullMarked;
