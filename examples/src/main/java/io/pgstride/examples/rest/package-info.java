/** The parts of {@link io.pgstride.examples.RestPaginationExample}: pages of events over HTTP. */
@NullMarked
package io.pgstride.examples.rest;

import org.jspecify.annotations.NullMarked;
