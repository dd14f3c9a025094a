/** Transactions: units of work, and hooks that run with their commit or rollback. */
@NullMarked
package io.pgstride.core.transaction;

import org.jspecify.annotations.NullMarked;
