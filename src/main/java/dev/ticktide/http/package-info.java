/**
 * The building blocks of every HTTP server here: which requests are refused by their head, host or origin, how bodies are read, how
 * many connections there may be and how long a slow client keeps one, and how problems are answered. Knows nothing of what is served.
 */
@NullMarked
package dev.ticktide.http;

import org.jspecify.annotations.NullMarked;
