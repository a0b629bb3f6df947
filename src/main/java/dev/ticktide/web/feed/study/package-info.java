/** Live values of indicators that are computed only while a chart shows them. */
@NullMarked
package dev.ticktide.web.feed.study;

import org.jspecify.annotations.NullMarked;
