/** Points at which tests make the process exit. */
@NullMarked
package dev.ticktide.fault;

import org.jspecify.annotations.NullMarked;
