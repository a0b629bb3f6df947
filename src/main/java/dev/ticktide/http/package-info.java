/** What every HTTP port here has in common: which heads are refused, how many may come, and how long a slow reader is borne. */
@NullMarked
package dev.ticktide.http;

import org.jspecify.annotations.NullMarked;
