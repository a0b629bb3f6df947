package dev.ticktide.market.message;

import java.util.Set;

/**
 * From a web node to every indicator node: the symbols that its viewers watch.
 *
 * @param all whether these are all of them; otherwise they are added to those sent before
 */
public record Watching(String node, boolean all, Set<String> symbols) {}
