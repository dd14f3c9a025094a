package io.pgstride.pagination;

import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;

/** How many statements a DSLContext has run. */
final class CountedStatements {
    private final AtomicInteger statements = new AtomicInteger();
    private final DSLContext dsl;

    CountedStatements(DSLContext counted) {
        ExecuteListener counter = new ExecuteListener() {
            private static final long serialVersionUID = 1L;

            @Override
            public void executeStart(ExecuteContext context) {
                statements.incrementAndGet();
            }
        };
        this.dsl = counted.configuration().deriveAppending(counter).dsl();
    }

    DSLContext dsl() {
        return dsl;
    }

    /** Since the last time it was asked. */
    int run() {
        return statements.getAndSet(0);
    }
}
