/**
 * The live feed to browsers: the bridge's protocol over SockJS' WebSocket transport, one bounded queue per viewer, updates merged
 * while they wait, indicators computed only while a viewer watches them.
 */
@NullMarked
package dev.ticktide.web.feed;

import org.jspecify.annotations.NullMarked;
