package io.pgstride.examples;

import static io.pgstride.examples.db.Tables.USERS;

import io.pgstride.core.transaction.TransactionHooks;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Takes a cache entry away when, and only when, the write behind it has committed. */
public final class TransactionHooksExample {
    private TransactionHooksExample() {}

    public static void main(String[] arguments) {
        try (ExampleDatabase database = ExampleDatabase.create()) {
            Map<Long, String> names = new ConcurrentHashMap<>(Map.of(1L, "the old name", 2L, "another name"));
            // tag::wrap[]
            DataSource dataSource = TransactionHooks.wrap(database.dataSource());
            DSLContext dsl = DSL.using(dataSource, SQLDialect.POSTGRES);
            // end::wrap[]

            rename(dsl, names, 1, "Ada L.");
            renameInVain(dsl, names, 2, "Grace H.");
            System.out.println("still cached: " + names);
        }
    }

    private static void rename(DSLContext dsl, Map<Long, String> names, long user, String name) {
        // tag::hook[]
        dsl.transaction(tx -> {
            tx.dsl()
                    .update(USERS)
                    .set(USERS.NAME, name)
                    .where(USERS.ID.eq(user))
                    .execute();
            TransactionHooks.of(tx.dsl()).afterCommit(committed -> names.remove(user));
        });
        // end::hook[]
    }

    private static void renameInVain(DSLContext dsl, Map<Long, String> names, long user, String name) {
        try {
            dsl.transaction(tx -> {
                rename(tx.dsl(), names, user, name);
                throw new IllegalStateException("changed my mind");
            });
        } catch (IllegalStateException e) {
            System.out.println("rolled back: " + e.getMessage());
        }
    }
}
