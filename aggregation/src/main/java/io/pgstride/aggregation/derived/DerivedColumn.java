package io.pgstride.aggregation.derived;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.val;

import io.pgstride.aggregation.GeneratedDdl;
import io.pgstride.aggregation.internal.derived.DerivedSpec;
import io.pgstride.aggregation.internal.derived.DerivedSql;
import io.pgstride.aggregation.internal.upkeep.Patient;
import io.pgstride.aggregation.internal.upkeep.Script;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * A column that says what another table says, so that it need not be joined: a copy of the parent's value, or the least, greatest or average value of the rows of a parent.
 * For their count and sum see {@link io.pgstride.aggregation.counter.Counter}.
 *
 * <pre>{@code
 * DerivedColumn userName = DerivedColumn.of(ASSESSMENTS, ASSESSMENTS.USER_NAME)
 *         .copyOf(USERS, USERS.NAME, ASSESSMENTS.USER_ID);
 * DerivedColumn lastAnswer = DerivedColumn.of(USERS, USERS.LAST_ANSWER_AT)
 *         .maxOf(ANSWERS, ANSWERS.USER_ID, ANSWERS.SUBMITTED_AT);
 * userName.install(dataSource);      // or ddl() into a migration
 * userName.repair(dataSource);       // fills what is there
 * }</pre>
 *
 * <p>Triggers note in each statement whose column may have changed, and the commit sees to those, sorted by table and key, with the parent locked; as {@code Counter} does, and together with it.
 * Until then a transaction does not see what it will change there, unless it says {@code SET CONSTRAINTS ALL IMMEDIATE}; a row that is inserted has its copy at once.
 *
 * <p>What looks at rows of others must see those that were committed: a transaction at REPEATABLE READ or SERIALIZABLE that changes rows of which a parent has an aggregate, or a value that was copied, fails with 0A000.
 *
 * <p>Immutable and thread-safe; holds no connection.
 */
public final class DerivedColumn {
    private static final int BATCH = 500;

    private final DerivedSpec spec;

    DerivedColumn(DerivedSpec spec) {
        this.spec = spec;
    }

    /**
     * {@return the start of a derived column's description}
     *
     * @param table with its schema
     * @param column of the table, nullable; {@link #ddl()} adds it where it is missing
     * @param <T> the type
     */
    public static <T> DerivedStart<T> of(Table<?> table, Field<T> column) {
        return new DerivedStart<>(
                Objects.requireNonNull(table, "table"),
                Objects.requireNonNull(column, "column"),
                DSL.trueCondition(),
                true);
    }

    /** {@return its name, which those of its functions and triggers begin with: that of the table and the column} */
    public String name() {
        return spec.name();
    }

    /** {@return the statements that create all of it} Creating the triggers locks both tables against writers for a moment. */
    public GeneratedDdl ddl() {
        return new DerivedSql(spec).ddl();
    }

    /**
     * Runs {@link #ddl()} in one transaction, which waits for locks in short attempts so that writers do not queue behind it. May run again. Rows that are there are filled by {@link #repair}.
     *
     * @param dataSource of the primary, by the owner of the tables
     * @throws org.jooq.exception.DataAccessException if the database refuses it
     */
    public void install(DataSource dataSource) {
        String statements = ddl().create();
        new Patient(dataSource).call(dsl -> {
            Script.run(dsl, statements);
            return true;
        });
    }

    /**
     * Has the column of these parents, or of their rows, made again when the transaction commits; for one that the application keeps.
     *
     * @param dsl of the transaction that changes what it derives from
     * @param parents their keys
     */
    public void touch(DSLContext dsl, Collection<?> parents) {
        Object keys = val(parents.toArray(), spec.childKey().getDataType().getArrayDataType());
        dsl.select(DSL.function(spec.names().object("touch"), SQLDataType.OTHER, (Field<?>) keys))
                .fetch();
    }

    /**
     * Compares all rows with what they derive, in batches, and changes nothing.
     *
     * @param dsl on the primary or a replica
     * @return how many are wrong
     */
    public DerivedDrift drift(DSLContext dsl) {
        return walk((after, most) -> batch(dsl, "measure", after, most));
    }

    /**
     * Compares all rows with what they derive and makes again those that are wrong, in short transactions; while everybody goes on writing.
     *
     * @param dataSource of the primary
     * @return how many were wrong
     * @throws org.jooq.exception.DataAccessException if the database refuses it, or a lock cannot be had for half a minute; batches before are mended
     */
    public DerivedDrift repair(DataSource dataSource) {
        Patient patient = new Patient(dataSource);
        return walk((after, most) -> patient.call(dsl -> batch(dsl, "repair", after, most)));
    }

    private Result<? extends Record> batch(DSLContext dsl, String by, @Nullable Object after, int most) {
        Field<?> from = val(after, spec.walked().getDataType());
        return dsl.select(
                        field(DSL.name("k"), spec.walked().getDataType()),
                        field(DSL.name("wrong"), SQLDataType.BOOLEAN))
                .from(DSL.table("{0}({1}, {2})", spec.names().object(by), from, val(most)))
                .fetch();
    }

    private DerivedDrift walk(BiFunction<@Nullable Object, Integer, Result<? extends Record>> batch) {
        List<Object> examples = new ArrayList<>();
        long checked = 0;
        long wrong = 0;
        @Nullable Object last = null;
        Result<? extends Record> rows;
        do {
            rows = batch.apply(last, BATCH);
            for (Record row : rows) {
                last = row.get("k");
                checked++;
                if (row.get("wrong", boolean.class)) {
                    wrong++;
                    if (examples.size() < DerivedDrift.MOST_EXAMPLES) {
                        examples.add(row.get("k"));
                    }
                }
            }
        } while (rows.size() == BATCH);
        return new DerivedDrift(checked, wrong, examples);
    }

    @Override
    public String toString() {
        return "DerivedColumn[" + spec.name() + "]";
    }
}
