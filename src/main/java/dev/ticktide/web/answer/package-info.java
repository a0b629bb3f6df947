/**
 * How requests are read and answered: strict query parameters, what a call of the REST interface is, what the owner of a stock
 * knows, and which problem a failure becomes.
 */
@NullMarked
package dev.ticktide.web.answer;

import org.jspecify.annotations.NullMarked;
