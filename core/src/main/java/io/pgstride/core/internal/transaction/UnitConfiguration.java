package io.pgstride.core.internal.transaction;

import org.jooq.Configuration;
import org.jooq.impl.DefaultConfiguration;

/** What units take over from a user's configuration: how jOOQ works, not where nor in which transaction. */
final class UnitConfiguration {
    private UnitConfiguration() {}

    static Configuration of(Configuration user) {
        Configuration own = new DefaultConfiguration()
                .set(user.dialect())
                .set(user.settings())
                .set(user.clock())
                .set(user.executorProvider())
                .set(user.recordMapperProvider())
                .set(user.recordUnmapperProvider())
                .set(user.recordListenerProviders())
                .set(user.executeListenerProviders())
                .set(user.visitListenerProviders())
                .set(user.transactionListenerProviders())
                .set(user.converterProvider())
                .set(user.formattingProvider())
                .set(user.charsetProvider());
        user.data().forEach((key, value) -> {
            if (!isTransactionState(key)) {
                own.data(key, value);
            }
        });
        return own;
    }

    /** jOOQ keeps the savepoints of a running transaction among the data, under keys of a type of its own. */
    private static boolean isTransactionState(Object key) {
        return key.getClass().getName().startsWith("org.jooq.");
    }
}
