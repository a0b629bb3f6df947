/**
 * The REST interface under {@code /api/v1}: routes, answers, the explanation of a bar, the description of it all.
 */
@NullMarked
package dev.ticktide.web.rest;

import org.jspecify.annotations.NullMarked;
