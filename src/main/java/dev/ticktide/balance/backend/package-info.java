/** The nodes that requests may go to: their ports, whether they take work, and whose turn it is. */
@NullMarked
package dev.ticktide.balance.backend;

import org.jspecify.annotations.NullMarked;
