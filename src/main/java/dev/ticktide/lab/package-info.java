/**
 * The strategy lab: what a strategy that is not in use yet would have done.
 *
 * <p>In: the text of a strategy and closed bars of one symbol and timeframe. Out: its signals on them and how often they hit,
 * beside how often any bar did. Keeps nothing. Bars are taken oldest first. Knows no stage and no store; its
 * callers choose the thread.
 */
@NullMarked
package dev.ticktide.lab;

import org.jspecify.annotations.NullMarked;
