/** What is decided from the head of a request, and which headers pass to the other side. */
@NullMarked
package dev.ticktide.balance.head;

import org.jspecify.annotations.NullMarked;
