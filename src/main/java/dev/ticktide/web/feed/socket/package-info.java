/** What goes into a client's WebSocket and comes out of it, and the limits of both. */
@NullMarked
package dev.ticktide.web.feed.socket;

import org.jspecify.annotations.NullMarked;
