/** What stages publish to each other and ask each other over the bus. */
@NullMarked
package dev.ticktide.market.message;

import org.jspecify.annotations.NullMarked;
