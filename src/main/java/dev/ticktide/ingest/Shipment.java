package dev.ticktide.ingest;

import dev.ticktide.market.append.AppendRequest;
import java.util.List;

/**
 * The part of a batch that goes to one node.
 *
 * @param positions the place of each event of the request in the batch as sent
 */
record Shipment(String node, AppendRequest request, List<Integer> positions) {}
