/** Places at which tests have the process die. */
@NullMarked
package dev.ticktide.fault;

import org.jspecify.annotations.NullMarked;
