package io.pgstride.caching.redis.internal.outbox;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Rows of this process that are done, told to the database a few hundred at once. What does not get there is done again by a relay. Thread-safe. */
public final class Acknowledgements {
    private static final int MOST = 100_000;
    private static final int AT_ONCE = 1_000;

    private final OutboxStatements statements;
    private final DSLContext dsl;
    private final BlockingQueue<Long> rows = new LinkedBlockingQueue<>(MOST);

    /** On connections of the primary. */
    public Acknowledgements(OutboxStatements statements, DataSource primary) {
        this.statements = statements;
        this.dsl = DSL.using(primary, SQLDialect.POSTGRES);
    }

    void add(long row) {
        // Where there is no room, the relay does it.
        var unused = rows.offer(row);
    }

    /** Tells of all that there are; blocks. Those of a statement that fails are left to the relay. */
    public void flush() {
        List<Long> some = new ArrayList<>(AT_ONCE);
        while (rows.drainTo(some, AT_ONCE) > 0) {
            statements.acknowledge(dsl, some);
            some.clear();
        }
    }
}
