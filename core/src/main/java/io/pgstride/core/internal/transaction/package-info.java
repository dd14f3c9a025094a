/** The wrapped DataSource under {@link io.pgstride.core.transaction.TransactionHooks}. */
@NullMarked
package io.pgstride.core.internal.transaction;

import org.jspecify.annotations.NullMarked;
