package dev.ticktide.ingest;

import dev.ticktide.market.AppendRequest;
import java.util.List;

/**
 * The part of a batch that goes to one node.
 *
 * @param positions where each event of the request stood in the batch
 */
record Shipment(String node, AppendRequest request, List<Integer> positions) {}
