/** Turns the settings into what each stage is given, and refuses what no stage could use. */
@NullMarked
package dev.ticktide.app.wiring;

import org.jspecify.annotations.NullMarked;
