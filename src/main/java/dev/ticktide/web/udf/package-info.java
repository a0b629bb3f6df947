/**
 * The data feed that TradingView's charting library asks for, under {@code /udf}: one class a call, in the list of
 * {@link dev.ticktide.web.udf.Udf}.
 */
@NullMarked
package dev.ticktide.web.udf;

import org.jspecify.annotations.NullMarked;
