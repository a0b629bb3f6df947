/**
 * The REST interface under {@code /api/v1}: the list of all calls in {@link dev.ticktide.web.rest.Api}, one class a call with
 * its parameters, handler and answer, by topic in subpackages; here those about the server itself, and the description.
 */
@NullMarked
package dev.ticktide.web.rest;

import org.jspecify.annotations.NullMarked;
