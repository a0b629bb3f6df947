/**
 * What a web node keeps of every symbol: its newest summary, last signal and last RSI.
 */
@NullMarked
package dev.ticktide.web.board;

import org.jspecify.annotations.NullMarked;
