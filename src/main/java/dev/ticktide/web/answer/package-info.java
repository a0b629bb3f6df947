/** What the feed, the REST interface and the chart data have in common: how they answer, and which problem a failure becomes. */
@NullMarked
package dev.ticktide.web.answer;

import org.jspecify.annotations.NullMarked;
