package io.pgstride.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.batching.internal.run.Round;
import io.pgstride.batching.internal.run.RoundResult;
import io.pgstride.testing.PostgresTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jooq.Converter;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of any type, in both modes: done, put off, found bad. */
@PostgresTest
class KeyTypesTest {
    private static final Map<String, DataType<?>> TYPES = Map.ofEntries(
            Map.entry("bigint", SQLDataType.BIGINT),
            Map.entry("smallint", SQLDataType.SMALLINT),
            Map.entry("numeric(20,4)", SQLDataType.NUMERIC(20, 4)),
            Map.entry("uuid", SQLDataType.UUID),
            Map.entry("text", SQLDataType.CLOB),
            Map.entry("char(40)", SQLDataType.CHAR(40)),
            Map.entry("varchar(80)", SQLDataType.VARCHAR(80)),
            Map.entry("bytea", SQLDataType.BINARY),
            Map.entry("timestamptz", SQLDataType.TIMESTAMPWITHTIMEZONE(6)),
            Map.entry("timestamp", SQLDataType.LOCALDATETIME(6)),
            Map.entry("date", SQLDataType.LOCALDATE),
            Map.entry("double precision", SQLDataType.DOUBLE),
            Map.entry(
                    "int",
                    SQLDataType.INTEGER.asConvertedDataType(
                            Converter.ofNullable(Integer.class, Id.class, Id::new, Id::value))));

    private final DataSource dataSource;
    private final DSLContext dsl;
    private final Rig rig;

    KeyTypesTest(DataSource dataSource, DSLContext dsl) {
        this.dataSource = dataSource;
        this.dsl = dsl;
        this.rig = Rig.on(dataSource);
    }

    private record Id(int value) {}

    @SuppressWarnings("serial")
    private static final class Keyed extends TableImpl<Record> {
        final TableField<Record, ?> key;
        final TableField<Record, Boolean> done = createField(DSL.name("done"), SQLDataType.BOOLEAN);
        final TableField<Record, Integer> n = createField(DSL.name("n"), SQLDataType.INTEGER);
        final TableField<Record, Integer> tries = createField(DSL.name("tries"), SQLDataType.INTEGER);

        Keyed(DataType<?> type) {
            super(DSL.name("keyed"));
            key = createField(DSL.name("k"), type);
        }
    }

    private static String values(String type) {
        return switch (type) {
            case "uuid" -> "gen_random_uuid()";
            case "text", "varchar(80)", "char(40)" -> "'a\"b\\c{d},''NULL é ' || g";
            case "bytea" -> "decode(lpad(to_hex(g), 4, '0') || '00ff5c22', 'hex')";
            case "timestamptz", "timestamp" -> "now() + g * interval '1.000001 s'";
            case "date" -> "date '2026-01-01' + g";
            case "double precision" -> "case g when 8 then 'NaN' else g / 7.0 end";
            case "numeric(20,4)" -> "g * 1000000000.0001";
            default -> "g";
        };
    }

    private void create(String type) {
        dsl.execute("drop table if exists keyed");
        dsl.execute(
                "create table keyed (k " + type + " primary key, done bool not null default false, n int not null,"
                        + " due timestamptz not null default now() - interval '1 hour', tries int, until timestamptz, token uuid)");
        dsl.execute(
                "insert into keyed (k, n) select (" + values(type) + ")::" + type + ", g from generate_series(1, 8) g");
    }

    private static Claim<Record> claim(Keyed table) {
        return Claim.from(table)
                .key(table.key)
                .where(table.done.isFalse())
                .done(table.done, true)
                .attempts(table.tries);
    }

    private static void failByFour(Batch<Record> batch, Field<Integer> n) {
        if (batch.rows().stream().anyMatch(row -> row.get(n) == 4)) {
            throw new IllegalStateException("four");
        }
    }

    private static List<String> types() {
        return List.copyOf(TYPES.keySet());
    }

    @ParameterizedTest
    @MethodSource("types")
    void keysOfATypeAreFoundAgain(String type) {
        create(type);
        Keyed table = new Keyed(TYPES.get(type));
        Claim<Record> claim = claim(table).dueAt(DSL.field(DSL.name("due"), SQLDataType.TIMESTAMPWITHTIMEZONE));
        assertThat(Rig.drain(rig.transactional(claim, (tx, batch) -> failByFour(batch, table.n)), 3)
                        .done())
                .isEqualTo(7);
        assertThat(dsl.fetchValues(
                        "select n from keyed where not done and tries > 0 and due > now() - interval '1 hour'"))
                .isEqualTo(List.of(4));
    }

    @ParameterizedTest
    @MethodSource("types")
    void keysOfATypeAreFoundAgainUnderLeases(String type) {
        create(type);
        Keyed table = new Keyed(TYPES.get(type));
        Claim<Record> claim = claim(table)
                .lease(
                        DSL.field(DSL.name("until"), SQLDataType.TIMESTAMPWITHTIMEZONE),
                        DSL.field(DSL.name("token"), SQLDataType.UUID));
        List<List<?>> lost = new ArrayList<>();
        RoundResult total = Rig.drain(
                rig.leased(claim, (anywhere, batch) -> {
                            failByFour(batch, table.n);
                            if (batch.rows().stream().anyMatch(row -> row.get(table.n) == 6)) {
                                dsl.execute("update keyed set token = gen_random_uuid() where n = 6");
                                lost.add(batch.rows());
                            }
                        })
                        .round(),
                3);
        assertThat(total.done()).isEqualTo(6);
        assertThat(total.lost()).isEqualTo(1);
        assertThat(dsl.fetchValues("select n from keyed where not done order by n"))
                .isEqualTo(List.of(4, 6));
    }

    /** Keys that come back where rows are missing are those that were sent, whatever their text. */
    @ParameterizedTest
    @ValueSource(strings = {"Asia/Kolkata", "UTC", "America/St_Johns"})
    void instantsAreFoundAgainInASessionOfAnotherZone(String zone) {
        create("timestamptz");
        Keyed table = new Keyed(TYPES.get("timestamptz"));
        Claim<Record> claim = claim(table)
                .lease(
                        DSL.field(DSL.name("until"), SQLDataType.TIMESTAMPWITHTIMEZONE),
                        DSL.field(DSL.name("token"), SQLDataType.UUID));
        DataSource elsewhere = ConnectionsOf.changed(
                dataSource, connection -> DSL.using(connection).execute("set timezone = '" + zone + "'"));
        RoundResult total = Rig.drain(
                Rig.on(elsewhere)
                        .leased(
                                claim,
                                (anywhere, batch) ->
                                        dsl.execute("update keyed set token = gen_random_uuid() where n = 6"))
                        .round(),
                8);
        assertThat(total.done()).isEqualTo(7);
        assertThat(total.lost()).isEqualTo(1);
        assertThat(dsl.fetchValues("select n from keyed where not done")).isEqualTo(List.of(6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"timestamptz", "timestamp", "date"})
    void infinitiesInTheOrderAreAPlaceToGoOnFrom(String type) {
        dsl.execute("drop table if exists keyed");
        dsl.execute(
                "create table keyed (k " + type + ", done bool not null default false, n int primary key, tries int)");
        dsl.execute(
                "insert into keyed (k, n) select v::" + type
                        + ", n from unnest(array['-infinity', '-infinity', '12026-01-01', 'infinity', 'infinity']) with ordinality u(v, n)");
        Keyed table = new Keyed(TYPES.get(type));
        Claim<Record> claim = Claim.from(table)
                .key(table.n)
                .where(table.done.isFalse())
                .orderBy(table.key)
                .done(table.done, true);
        List<Integer> seen = new ArrayList<>();
        Round round = rig.transactional(
                claim, (tx, batch) -> seen.add(batch.rows().get(0).get(table.n)));
        for (int i = 0; i < 5; i++) {
            round.run(1, false);
        }
        assertThat(seen).containsExactly(1, 2, 3, 4, 5);
    }

    /** As of a partitioned table, whose primary key has the column of the partitions besides. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aKeyThatIsNotUniqueIsRefusedBeforeARowIsLost(boolean leased) {
        dsl.execute("drop table if exists keyed");
        dsl.execute(
                "create table keyed (k int, done bool not null default false, n int not null, tries int, until timestamptz, token uuid)");
        dsl.execute(
                "insert into keyed (k, n, until) values (1, 1, null), (1, 2, now() + interval '1 hour'), (2, 3, null)");
        Keyed table = new Keyed(SQLDataType.INTEGER);
        Claim<Record> claim = claim(table)
                .lease(
                        DSL.field(DSL.name("until"), SQLDataType.TIMESTAMPWITHTIMEZONE),
                        DSL.field(DSL.name("token"), SQLDataType.UUID));
        BatchHandler<Record> handler = (anywhere, batch) -> {};
        Round round = leased ? rig.leased(claim, handler).round() : rig.transactional(claim, handler);
        assertThatThrownBy(() -> round.run(9, true))
                .isInstanceOf(InvalidClaimException.class)
                .hasMessageContaining("the claim of keyed has a key that is not unique");
        assertThat(dsl.fetchValues("select n from keyed where not done order by n"))
                .isEqualTo(List.of(1, 2, 3));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void compositeKeysOfQuotedMixedCaseNames(boolean leased) {
        dsl.execute("drop schema if exists \"Odd \"\"S\" cascade");
        dsl.execute("create schema \"Odd \"\"S\"");
        dsl.execute("""
                create table "Odd ""S"."My ?Jobs" ("Tenant Id" int, "Key{0}" text, "Done?" bool not null default false,
                    "Due" timestamptz not null default now() - interval '1 hour', "Tries" int, "Until" timestamptz, "Tok:en" uuid,
                    primary key ("Tenant Id", "Key{0}"))
                """);
        dsl.execute("insert into \"Odd \"\"S\".\"My ?Jobs\" select g % 3, 'k\"' || g from generate_series(1, 30) g");
        Field<Integer> tenant = DSL.field(DSL.name("Tenant Id"), SQLDataType.INTEGER);
        Field<String> key = DSL.field(DSL.name("Key{0}"), SQLDataType.CLOB);
        Field<Boolean> done = DSL.field(DSL.name("Done?"), SQLDataType.BOOLEAN);
        Claim<Record> claim = Claim.from(DSL.table(DSL.name("Odd \"S", "My ?Jobs")))
                .key(tenant, key)
                .where(done.isFalse())
                .orderBy(DSL.field(DSL.name("Due"), SQLDataType.TIMESTAMPWITHTIMEZONE))
                .dueAt(DSL.field(DSL.name("Due"), SQLDataType.TIMESTAMPWITHTIMEZONE))
                .done(done, true)
                .attempts(DSL.field(DSL.name("Tries"), SQLDataType.INTEGER))
                .lease(
                        DSL.field(DSL.name("Until"), SQLDataType.TIMESTAMPWITHTIMEZONE),
                        DSL.field(DSL.name("Tok:en"), SQLDataType.UUID));
        BatchHandler<Record> handler = (tx, batch) -> {
            if (batch.rows().stream().anyMatch(row -> row.get("Key{0}").equals("k\"14"))) {
                throw new IllegalStateException("fourteen");
            }
        };
        RoundResult total =
                Rig.drain(leased ? rig.leased(claim, handler).round() : rig.transactional(claim, handler), 7);
        assertThat(total.done()).isEqualTo(29);
        assertThat(dsl.fetchValues("select \"Key{0}\" from \"Odd \"\"S\".\"My ?Jobs\" where not \"Done?\""))
                .isEqualTo(List.of("k\"14"));
    }

    @Test
    void keysOfAnEnumAndOfATypeThatJavaKnowsOnlyAsText() {
        dsl.execute("drop table if exists keyed");
        dsl.execute("create type mood as enum ('so-so', 'good')");
        dsl.execute("create table keyed (k mood, k2 inet, done bool not null default false, primary key (k, k2))");
        dsl.execute("insert into keyed values ('so-so', '10.0.0.1'), ('good', '10.0.0.2'), ('good', '::1')");
        Field<Boolean> done = DSL.field(DSL.name("done"), SQLDataType.BOOLEAN);
        Claim<Record> single = Claim.from(DSL.table(DSL.name("keyed")))
                .key(DSL.field(DSL.name("k2"), SQLDataType.VARCHAR))
                .where(done.isFalse())
                .orderBy(DSL.field(DSL.name("k"), SQLDataType.VARCHAR))
                .done(done, true);
        assertThat(Rig.drain(rig.transactional(single, (tx, batch) -> {}), 1).done())
                .isEqualTo(3);
    }

    @Test
    void nullInAKeyIsAnError() {
        dsl.execute("drop table if exists keyed");
        dsl.execute("create table keyed (k int, done bool not null default false)");
        dsl.execute("insert into keyed values (null)");
        Field<Boolean> done = DSL.field(DSL.name("done"), SQLDataType.BOOLEAN);
        Claim<Record> claim = Claim.from(DSL.table(DSL.name("keyed")))
                .key(DSL.field(DSL.name("k"), SQLDataType.INTEGER))
                .where(done.isFalse())
                .done(done, true);
        assertThatThrownBy(() -> rig.transactional(claim, (tx, batch) -> {}).run(1, true))
                .isInstanceOf(InvalidClaimException.class)
                .hasMessageContaining("found NULL in k");
    }
}
