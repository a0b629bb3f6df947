/**
 * The settings: read from files, environment and command line, checked, printed and explained. Uses no other part of
 * {@code app}.
 */
@NullMarked
package dev.ticktide.app.config;

import org.jspecify.annotations.NullMarked;
