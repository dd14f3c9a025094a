package io.pgstride.batching.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.pgstride.batching.BatchSize;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each walk is stopped in its midst and continued, so that its position has been text. */
@PostgresTest
@Timeout(60)
class BackfillKeysTest {
    private static final Table<Record> KEYED = table(name("keyed"));
    private static final Field<Integer> N = field(name("keyed", "n"), SQLDataType.INTEGER);
    private static final int ROWS = 200;

    private final DataSource dataSource;
    private final DSLContext dsl;

    BackfillKeysTest(PostgresDatabase database) {
        this.dataSource = database.dataSource();
        this.dsl = database.dsl();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            smallint         ; i - 100
            bigint           ; 9223372036854775807 - i * 1000
            numeric          ; 123456789012345678901234567890.000000001 * i
            float8           ; case i when 1 then 'NaN'::float8 when 2 then '-Infinity' else i / 3.0 end
            uuid             ; md5(i::text)::uuid
            text             ; case i when 1 then '' else chr(33 + i) || ' "{},\\é' || i end
            text collate "C" ; case when i % 2 = 0 then 'a' else 'B' end || i
            char(8)          ; i || ' '
            bytea            ; decode(md5(i::text), 'hex')
            timestamptz      ; case i when 1 then 'infinity' when 2 then '4713-01-01 BC' else now() + i * interval '1 us' end
            timestamp        ; timestamp '2024-03-31 01:59:59.999999' + i * interval '1 minute 1 us'
            date             ; case i when 1 then '-infinity' else date '0044-03-15 BC' + i end
            interval         ; i * interval '1 month 1.000001 second'
            inet             ; ('10.0.0.0'::inet + i)
            int[]            ; array[i % 3, null, i]
            int4range        ; int4range(i, i + 5)
            """)
    void walksByAnyType(String type, String value) {
        create(type, "int", value, "0", "a");
        incrementInTwoRuns("a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            int              ; text        ; i % 5                            ; 'k' || i
            timestamptz      ; uuid        ; now() + i / 10 * interval '1 us' ; md5(i::text)::uuid
            text             ; date        ; 'x' || i % 3                     ; date '2020-01-01' + i
            """)
    void walksByCompositeKeys(String typeA, String typeB, String a, String b) {
        create(typeA, typeB, a, b, "a, b");
        incrementInTwoRuns("a", "b");
    }

    @ParameterizedTest
    @CsvSource({"enum", "domain", "nondeterministic"})
    void walksByTypesOfTheUser(String kind) {
        dsl.execute("drop table if exists keyed");
        dsl.execute("drop type if exists mood");
        dsl.execute("drop domain if exists code");
        if (kind.equals("enum")) {
            String labels = "'z1'" + ", 'a2', 'm3', 'b4'";
            dsl.execute("create type mood as enum (" + labels + ")");
            create("mood", "int", "(enum_range(null::mood))[1 + i % 4]", "i", "a, b");
            incrementInTwoRuns("a", "b");
        } else if (kind.equals("domain")) {
            dsl.execute("create domain code as text check (length(value) < 20)");
            create("code", "int", "'c' || i", "0", "a");
            incrementInTwoRuns("a");
        } else {
            org.junit.jupiter.api.Assumptions.assumeTrue(
                    dsl.fetchSingle("select exists (select from pg_collation where collprovider = 'i')")
                            .get(0, boolean.class),
                    "needs a server with ICU");
            dsl.execute("create collation if not exists folded (provider = icu, locale = 'und-u-ks-level2',"
                    + " deterministic = false)");
            create("text collate folded", "int", "case when i % 2 = 0 then 'key' else 'KEY' end || i / 2", "i", "a, b");
            incrementInTwoRuns("a", "b");
        }
    }

    @Test
    void positionsDoNotDependOnTheSession() {
        create("timestamptz", "int", "now() + i * interval '1 day'", "0", "a");
        backfill("a")
                .transactions(BackfillKeysTest::inKolkata)
                .listener(stopAt(70))
                .build()
                .run();
        assertThat(backfill("a").build().run().scannedInAll()).isEqualTo(ROWS);
        assertDoneOnce();
    }

    private static Transactions inKolkata(Transactions transactions) {
        return transactions.configuration(new org.jooq.impl.DefaultConfiguration()
                .set(org.jooq.SQLDialect.POSTGRES)
                .set(org.jooq.ExecuteListener.onStart(BackfillKeysTest::setTimeZone)));
    }

    private static void setTimeZone(org.jooq.ExecuteContext context) {
        try (var statement = context.connection().createStatement()) {
            statement.execute("set local timezone = 'Asia/Kolkata'");
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void create(String typeA, String typeB, String a, String b, String key) {
        dsl.execute("drop table if exists keyed, pgstride_backfill_range, pgstride_backfill");
        dsl.execute("create table keyed (a " + typeA + " not null, b " + typeB
                + " not null, n int not null default 0, primary key (" + key + "))");
        dsl.execute("insert into keyed (a, b) select " + a + ", " + b + " from generate_series(1, " + ROWS + ") i");
    }

    private void incrementInTwoRuns(String... key) {
        BackfillResult first = backfill(key).listener(stopAt(70)).build().run();
        assertThat(first.ended()).isEqualTo(BackfillEnd.STOPPED);
        BackfillResult second = backfill(key).parallelRanges(2).build().run();
        assertThat(first.scanned() + second.scanned()).isEqualTo(ROWS);
        assertThat(first.batches()).isEqualTo(10);
        assertDoneOnce();
    }

    private UpdateBackfill backfill(String... key) {
        List<Field<Object>> fields =
                Arrays.stream(key).map(column -> field(name("keyed", column))).toList();
        Field<?>[] more = fields.subList(1, fields.size()).toArray(Field<?>[]::new);
        return Backfill.on(dataSource)
                .name("keyed")
                .update(KEYED)
                .key(fields.get(0), more)
                .set(N, N.plus(1))
                .batchSize(BatchSize.fixed(7));
    }

    private ProgressListener stopAt(int scanned) {
        return progress -> {
            if (progress.scanned() == scanned) {
                BackfillControl.on(dataSource).stop("keyed");
            }
        };
    }

    private void assertDoneOnce() {
        assertThat(dsl.fetchSingle("select min(n) || ' ' || max(n) from keyed").get(0, String.class))
                .isEqualTo("1 1");
    }
}
