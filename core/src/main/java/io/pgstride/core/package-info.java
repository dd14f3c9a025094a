/** Transactions and their hooks, query plans, findings, errors, telemetry. */
@NullMarked
package io.pgstride.core;

import org.jspecify.annotations.NullMarked;
