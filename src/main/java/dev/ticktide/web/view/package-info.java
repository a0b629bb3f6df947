/**
 * What the HTTP interfaces answer: records with the fields of {@code openapi.yaml} in their order, written by one Jackson
 * module. Views that only one call has are in that call's file.
 */
@NullMarked
package dev.ticktide.web.view;

import org.jspecify.annotations.NullMarked;
