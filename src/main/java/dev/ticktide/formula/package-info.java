/**
 * Indicators: their names, their state and how a bar changes it. A domain package: any stage, chart, explanation or back-test
 * uses the same classes, so that a value read later is the live one bit for bit. Plain Java, no stage, no Vert.x.
 */
@NullMarked
package dev.ticktide.formula;

import org.jspecify.annotations.NullMarked;
