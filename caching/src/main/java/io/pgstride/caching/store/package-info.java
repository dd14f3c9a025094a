/** Where a cache keeps its entries: the SPI of stores, and the protocol that each of them keeps. */
@NullMarked
package io.pgstride.caching.store;

import org.jspecify.annotations.NullMarked;
