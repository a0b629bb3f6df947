/**
 * The REST interface under {@code /api/v1}: one class a call, with its parameters, handler and answer, in the list of
 * {@link dev.ticktide.web.rest.Api}; the explanation of a bar, the description of it all.
 */
@NullMarked
package dev.ticktide.web.rest;

import org.jspecify.annotations.NullMarked;
