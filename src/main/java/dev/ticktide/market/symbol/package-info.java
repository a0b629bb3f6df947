/** What bars and signals are named by: symbol, timeframe, side. Depends on {@code java.*} only. */
@NullMarked
package dev.ticktide.market.symbol;

import org.jspecify.annotations.NullMarked;
