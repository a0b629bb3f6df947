/** Calls about stocks as they are now: prices, the day, news and figures. */
@NullMarked
package dev.ticktide.web.rest.market;

import org.jspecify.annotations.NullMarked;
