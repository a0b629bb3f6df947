/** Names, sectors and price decimals of companies, from a small file in the jar. */
@NullMarked
package dev.ticktide.reference;

import org.jspecify.annotations.NullMarked;
