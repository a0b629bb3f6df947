package dev.ticktide.ingest;

import dev.ticktide.market.AppendRequest;
import java.util.List;

/**
 * The part of a batch that goes to one node.
 *
 * @param positions where each event of the request stood in the batch
 * @param counted whether its economic indicators count; they go to every node and are to be counted once
 */
record Shipment(String node, AppendRequest request, List<Integer> positions, boolean counted) {}
