/** Calls about signals and notifications, and why a bar raised a signal or none. */
@NullMarked
package dev.ticktide.web.rest.signal;

import org.jspecify.annotations.NullMarked;
