/**
 * Bars of the past with the values of any indicator at each of them, read from the store and, for the open bar, from the owner.
 */
@NullMarked
package dev.ticktide.web.chart;

import org.jspecify.annotations.NullMarked;
