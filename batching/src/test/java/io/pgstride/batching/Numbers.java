package io.pgstride.batching;

import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.table;

import io.pgstride.batching.internal.run.CrewDataSource;
import io.pgstride.batching.internal.run.RoundResult;
import io.pgstride.batching.internal.run.Work;
import io.pgstride.core.transaction.Transactions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntConsumer;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** A table of numbers to process, and a round over it that is written by hand. */
final class Numbers {
    private static final String DDL = """
            create table if not exists numbers (
                id bigint primary key, done boolean not null default false, times int not null default 0);
            create index if not exists numbers_pending on numbers (id) where not done;
            truncate numbers
            """;
    private static final String UNLOCKED = "select id from numbers where not done order by id limit ?";
    private static final String LOCKED = UNLOCKED + " for no key update skip locked";

    private final DataSource dataSource;
    private final DSLContext dsl;

    /** Whether each round was a sweep. */
    final List<Boolean> sweeps = Collections.synchronizedList(new ArrayList<>());

    /** The work on claimed numbers, in their transaction. */
    interface Handler {
        void handle(DSLContext dsl, List<Long> ids) throws Exception;
    }

    Numbers(DataSource dataSource) {
        this.dataSource = dataSource;
        this.dsl = DSL.using(dataSource, SQLDialect.POSTGRES);
        dsl.execute(DDL);
    }

    void add(int count) {
        dsl.execute("""
                insert into numbers select last + g
                from (select coalesce(max(id), 0) last from numbers) n, generate_series(1, ?) g
                """, count);
    }

    int pending() {
        return count("not done");
    }

    /** How many were done exactly once. */
    int once() {
        return count("done and times = 1");
    }

    private int count(String condition) {
        return dsl.fetchCount(table("numbers"), condition(condition));
    }

    BatchProcessorBuilder processor(Handler handler) {
        return processor(dataSource, handler);
    }

    BatchProcessorBuilder processor(DataSource other, Handler handler) {
        return processor(other, LOCKED, handler);
    }

    /** What a claim must not be. */
    BatchProcessorBuilder withoutLocks(Handler handler) {
        return processor(dataSource, UNLOCKED, handler);
    }

    private BatchProcessorBuilder processor(DataSource other, String claim, Handler handler) {
        return new BatchProcessorBuilder(other, "numbers", true, false, (source, crew, options) -> {
            Transactions transactions = Transactions.on(new CrewDataSource(source, crew));
            return Work.of((most, sweep) -> {
                sweeps.add(sweep);
                return round(transactions, claim, most, crew::claimed, handler);
            });
        });
    }

    private static RoundResult round(
            Transactions transactions, String claim, int most, IntConsumer claimed, Handler handler) {
        try {
            return transactions.call(tx -> {
                List<Long> ids = tx.fetch(claim, most).getValues(0, Long.class);
                if (!ids.isEmpty()) {
                    claimed.accept(ids.size());
                    tx.execute("update numbers set done = true, times = times + 1 where id = any(?)", (Object)
                            ids.toArray(Long[]::new));
                    handler.handle(tx, ids);
                }
                return new RoundResult(ids.size(), ids.size(), 0, 0, 0, false);
            });
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new HandlerFailedException(e);
        }
    }

    /** A handler's checked exception. */
    static final class HandlerFailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HandlerFailedException(Exception cause) {
            super(cause);
        }
    }
}
