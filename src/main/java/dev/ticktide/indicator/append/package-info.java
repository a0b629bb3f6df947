/**
 * From a request to its commit: what becomes of each event, one transaction for a group of requests, and the decisions that
 * the stage itself puts into the log. Confined to the stage's context.
 */
@NullMarked
package dev.ticktide.indicator.append;

import org.jspecify.annotations.NullMarked;
