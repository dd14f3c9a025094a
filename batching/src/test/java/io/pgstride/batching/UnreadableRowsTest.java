package io.pgstride.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.batching.internal.run.Round;
import io.pgstride.batching.internal.run.RoundResult;
import io.pgstride.testing.PostgresTest;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jooq.Converter;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that Java cannot read are bad rows as any: they hold neither the others nor the queue up. */
@PostgresTest
class UnreadableRowsTest {
    private final DSLContext dsl;
    private final Rig.Diary diary = new Rig.Diary();
    private final Rig rig;
    private final List<Integer> seen = new ArrayList<>();

    UnreadableRowsTest(DataSource dataSource, DSLContext dsl) {
        this.dsl = dsl;
        this.rig = Rig.on(dataSource).events(diary);
    }

    @SuppressWarnings("serial")
    private static final class Orders extends TableImpl<Record> {
        final TableField<Record, Integer> id = createField(DSL.name("id"), SQLDataType.INTEGER.notNull());
        final TableField<Record, Boolean> done = createField(DSL.name("done"), SQLDataType.BOOLEAN);
        final TableField<Record, Integer> tries = createField(DSL.name("tries"), SQLDataType.INTEGER);
        final TableField<Record, OffsetDateTime> until =
                createField(DSL.name("until"), SQLDataType.TIMESTAMPWITHTIMEZONE(6));
        final TableField<Record, UUID> token = createField(DSL.name("token"), SQLDataType.UUID);
        final TableField<Record, OffsetDateTime> due =
                createField(DSL.name("due"), SQLDataType.TIMESTAMPWITHTIMEZONE(6));
        final TableField<Record, ?> total;

        Orders(DataType<?> type) {
            super(DSL.name("orders"));
            total = createField(DSL.name("total"), type);
        }

        Claim<Record> claim(TableField<Record, ?> key) {
            return Claim.from(this)
                    .key(key)
                    .where(done.isFalse())
                    .dueAt(due)
                    .attempts(tries)
                    .done(done, true)
                    .lease(until, token);
        }
    }

    /** The first has no value for the driver, the second none for its converter. */
    private Orders orders(boolean converted) {
        dsl.execute("drop table if exists orders");
        dsl.execute(
                "create table orders (id int primary key, done bool not null default false, tries int, until timestamptz,"
                        + " token uuid, due timestamptz not null default now() - interval '1 hour', total numeric)");
        dsl.execute("insert into orders (id, total) select g, case when g = 4 then 'NaN'::numeric else g end"
                + " from generate_series(1, 9) g");
        if (!converted) {
            return new Orders(SQLDataType.NUMERIC);
        }
        dsl.execute("update orders set total = -1 where id = 4");
        return new Orders(SQLDataType.NUMERIC.asConvertedDataType(
                Converter.ofNullable(BigDecimal.class, Money.class, Money::new, Money::amount)));
    }

    private record Money(BigDecimal amount) {
        Money {
            if (amount.signum() < 0) {
                throw new IllegalArgumentException("less than nothing");
            }
        }
    }

    private Round round(Orders orders, boolean leased) {
        return round(orders, orders.claim(orders.id), leased);
    }

    private Round round(Orders orders, Claim<Record> claim, boolean leased) {
        BatchHandler<Record> handler = (anywhere, batch) -> batch.forEach(row -> seen.add(row.get(orders.id)));
        return leased ? rig.leased(claim, handler).round() : rig.transactional(claim, handler);
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void aBadRowIsPutOffAndTheOthersAreDone(boolean converted, boolean leased) {
        Orders orders = orders(converted);
        Round round = round(orders, leased);
        assertThat(round.run(9, true)).isEqualTo(new RoundResult(9, 8, 1, 0, 0, false));
        assertThat(seen).containsExactly(1, 2, 3, 5, 6, 7, 8, 9);
        assertThat(dsl.fetchValues(
                        "select id from orders where not done and tries = 1 and due > now() - interval '1 hour'"
                                + " and token is null"))
                .isEqualTo(List.of(4));
        assertThat(diary.lines()).hasSize(1).first().asString().startsWith("retried 4 attempt 1: ");
    }

    /** The control: so it goes where nobody reads the rows apart. */
    @Test
    void readAllAtOnceTheyFail() {
        Orders orders = orders(true);
        assertThatThrownBy(() -> dsl.selectFrom(orders).fetch()).hasRootCauseMessage("less than nothing");
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void rowsThatAreAllBadAreAllPutOff(boolean leased) {
        Orders orders = orders(false);
        dsl.execute("update orders set total = 'NaN'");
        assertThat(round(orders, leased).run(9, true)).isEqualTo(new RoundResult(9, 0, 9, 0, 0, false));
        assertThat(seen).isEmpty();
    }

    /** The claim orders by it, but needs no value of it. */
    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void aRowWhoseOrderCannotBeReadIsABadRowToo(boolean converted, boolean leased) {
        Orders orders = orders(converted);
        Round round = round(orders, orders.claim(orders.id).orderBy(orders.total), leased);
        assertThat(round.run(9, true)).isEqualTo(new RoundResult(9, 8, 1, 0, 0, false));
        assertThat(seen).containsExactly(1, 2, 3, 5, 6, 7, 8, 9);
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void aKeyThatCannotBeReadIsTheClaimsFault(boolean converted, boolean leased) {
        Orders orders = orders(converted);
        Round round = round(orders, orders.claim(orders.total), leased);
        assertThatThrownBy(() -> round.run(9, true))
                .isInstanceOf(InvalidClaimException.class)
                .hasMessageStartingWith("the claim of orders found a row whose total, tries cannot be read")
                .hasCauseInstanceOf(Exception.class);
        assertThat(seen).isEmpty();
    }
}
