/** To be described. */
@NullMarked
package dev.ticktide.web;

import org.jspecify.annotations.NullMarked;
