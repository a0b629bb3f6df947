/** Arithmetic that keeps what plain doubles round away. Plain functions of their arguments; every package may use them. */
@org.jspecify.annotations.NullMarked
package dev.ticktide.numeric;
