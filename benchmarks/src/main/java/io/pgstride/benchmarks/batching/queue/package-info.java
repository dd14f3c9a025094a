/** Queues: claims by many workers, under a held snapshot, with bad rows, and from rest. */
@NullMarked
package io.pgstride.benchmarks.batching.queue;

import org.jspecify.annotations.NullMarked;
