/** What a run says: its head, its figures as JSON lines, its table. */
@NullMarked
package io.pgstride.benchmarks.report;

import org.jspecify.annotations.NullMarked;
