/** A job table that is ready to use: jobs enqueued in the caller's transaction, delayed, unique, by priority, with dead letters. */
@NullMarked
package io.pgstride.batching.job;

import org.jspecify.annotations.NullMarked;
