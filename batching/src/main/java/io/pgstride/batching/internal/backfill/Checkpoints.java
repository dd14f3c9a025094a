package io.pgstride.batching.internal.backfill;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.BOOLEAN;
import static org.jooq.impl.SQLDataType.CLOB;
import static org.jooq.impl.SQLDataType.INTEGER;
import static org.jooq.impl.SQLDataType.TIMESTAMPWITHTIMEZONE;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The two tables that say where backfills stand.
 *
 * @param schema null: found by the search path
 */
public record Checkpoints(@Nullable String schema) {
    static final Field<String> NAME = field(name("name"), CLOB);
    static final Field<String> WALKED = field(name("walked_table"), CLOB);
    static final Field<String[]> KEY_COLUMNS = field(name("key_columns"), CLOB.array());
    static final Field<String> VERB = field(name("verb"), CLOB);
    static final Field<String> STATEMENT = field(name("statement_hash"), CLOB);
    static final Field<String[]> LAST_KEY = field(name("last_key"), CLOB.array());
    static final Field<String> WANTED = field(name("wanted"), CLOB);
    static final Field<Long> ESTIMATED = field(name("estimated_rows"), BIGINT);
    static final Field<String> WAITING_FOR = field(name("waiting_for"), CLOB);
    static final Field<String> FAILURE = field(name("failure"), CLOB);
    static final Field<OffsetDateTime> STARTED_AT = field(name("started_at"), TIMESTAMPWITHTIMEZONE);

    static final Field<Integer> NUMBER = field(name("number"), INTEGER);
    static final Field<String[]> LOW = field(name("low"), CLOB.array());
    static final Field<String[]> HIGH = field(name("high"), CLOB.array());
    static final Field<String[]> POSITION = field(name("position"), CLOB.array());
    static final Field<Long> SCANNED = field(name("scanned"), BIGINT);
    static final Field<Long> CHANGED = field(name("changed"), BIGINT);
    static final Field<Long> BATCHES = field(name("batches"), BIGINT);
    static final Field<OffsetDateTime> LAST_BATCH_AT = field(name("last_batch_at"), TIMESTAMPWITHTIMEZONE);
    static final Field<Boolean> FINISHED = field(name("finished"), BOOLEAN);

    /** Any number that others are unlikely to use: two processes that make the tables at once wait for each other. */
    private static final long CREATION_LOCK = 0x7067_7374_7269_6465L;

    private static final String DDL = "pgstride_backfill.sql";

    Table<Record> backfills() {
        return table(named("pgstride_backfill"));
    }

    Table<Record> ranges() {
        return table(named("pgstride_backfill_range"));
    }

    private Name named(String table) {
        return schema == null ? name(table) : name(schema, table);
    }

    boolean exist(DSLContext dsl) {
        return dsl.select(field(
                        "to_regclass({0}) is not null",
                        BOOLEAN,
                        DSL.val(named("pgstride_backfill_range").quotedName().toString())))
                .fetchSingle()
                .value1();
    }

    /** In a transaction; nothing is executed where they exist, so that a role without CREATE serves then. */
    void create(DSLContext dsl) {
        if (exist(dsl)) {
            return;
        }
        dsl.execute("select pg_advisory_xact_lock({0})", DSL.val(CREATION_LOCK));
        if (schema != null) {
            dsl.select(field(
                            "set_config('search_path', {0}, true)",
                            CLOB, DSL.val(name(schema).quotedName().toString())))
                    .fetch();
        }
        dsl.execute(ddl());
    }

    private static String ddl() {
        try (InputStream in = Checkpoints.class.getResourceAsStream(DDL)) {
            if (in == null) {
                throw new IllegalStateException(DDL + " is not in the jar of pgstride-batching");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
