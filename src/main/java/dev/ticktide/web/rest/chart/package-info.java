/** Calls for charts: bars, values of indicators, sparklines. */
@NullMarked
package dev.ticktide.web.rest.chart;

import org.jspecify.annotations.NullMarked;
