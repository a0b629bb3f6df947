/**
 * The data feed that TradingView's charting library asks for, under {@code /udf}.
 */
@NullMarked
package dev.ticktide.web.udf;

import org.jspecify.annotations.NullMarked;
