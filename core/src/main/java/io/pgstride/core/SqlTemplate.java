package io.pgstride.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Context;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.RowCountQuery;
import org.jooq.conf.ParamType;
import org.jooq.conf.StatementType;
import org.jooq.impl.CustomCondition;
import org.jooq.impl.CustomField;
import org.jooq.impl.CustomQueryPart;
import org.jooq.impl.DSL;

/**
 * A statement that jOOQ renders once and that runs with other values each time. For statements that are run so often that building and rendering them
 * costs the client more than running them:
 *
 * <pre>{@code
 * SqlTemplate byId = SqlTemplate.of(dsl, dsl.selectFrom(EVENTS).where(EVENTS.ID.eq(slot("id", EVENTS.ID.getDataType()))));
 * byId.resultQuery(dsl, slot -> DSL.val(42L)).coerce(EVENTS).fetch();
 * }</pre>
 *
 * <p>Immutable and thread-safe; runs nothing itself. The text is that of the configuration by which it was made: it does not follow other
 * {@code Settings}, a table whose name changes, or a part that renders otherwise from time to time, and visit listeners do not see its
 * parts. What fills the slots is rendered anew each time. Execute listeners see plain SQL.
 */
public final class SqlTemplate {
    /** No text of PostgreSQL can contain it. */
    private static final String MARK = "\0";

    private final List<String> texts;
    private final List<String> slots;

    private SqlTemplate(List<String> texts, List<String> slots) {
        this.texts = List.copyOf(texts);
        this.slots = List.copyOf(slots);
    }

    /**
     * {@return a place in a statement}
     *
     * @param name as it is asked for when the statement runs
     * @param type that a value there has in Java's eyes; nothing of it is rendered
     * @param <T> that type
     */
    public static <T> Field<T> slot(String name, DataType<T> type) {
        return new FieldSlot<>(name, type);
    }

    /**
     * {@return a place in a statement}
     *
     * @param name as it is asked for when the statement runs
     */
    public static Condition slot(String name) {
        return new ConditionSlot(name);
    }

    /**
     * {@return the template of a statement}
     *
     * @param dsl whose settings the text follows
     * @param statement has slots, maybe, and no bind variables besides
     * @throws IllegalArgumentException if it has a bind variable, whose value would be lost
     */
    public static SqlTemplate of(DSLContext dsl, QueryPart statement) {
        String sql = dsl.renderInlined(statement);
        DSLContext binding = dsl.configuration()
                .deriveSettings(settings -> settings.withStatementType(StatementType.PREPARED_STATEMENT)
                        .withParamType(ParamType.INDEXED))
                .dsl();
        if (!sql.equals(binding.render(statement))) {
            throw new IllegalArgumentException(
                    "the statement of a template has a bind variable, whose value would be lost;"
                            + " use a slot or an inline value there");
        }
        List<String> texts = new ArrayList<>();
        List<String> slots = new ArrayList<>();
        String[] parts = sql.split(MARK, -1);
        for (int i = 0; i < parts.length; i++) {
            (i % 2 == 0 ? texts : slots).add(parts[i]);
        }
        return new SqlTemplate(texts, slots);
    }

    /**
     * {@return the statement, with its slots filled, as one that gives rows; to be coerced to their columns}
     *
     * @param dsl to run it on
     * @param parts gives what stands in a slot, by its name; asked whenever the statement is rendered or logged, so it has to give the same each time
     */
    public ResultQuery<Record> resultQuery(DSLContext dsl, Function<String, ? extends QueryPart> parts) {
        return templating(dsl).resultQuery("{0}", new Filled(this, parts));
    }

    /**
     * {@return the statement, with its slots filled, as one that gives a number of rows}
     *
     * @param dsl to run it on
     * @param parts gives what stands in a slot, by its name; asked whenever the statement is rendered or logged, so it has to give the same each time
     */
    public RowCountQuery query(DSLContext dsl, Function<String, ? extends QueryPart> parts) {
        return templating(dsl).query("{0}", new Filled(this, parts));
    }

    /** As jOOQ would leave the placeholder as it is otherwise. */
    private static DSLContext templating(DSLContext dsl) {
        return Boolean.TRUE.equals(dsl.settings().isRenderPlainSQLTemplatesAsRaw())
                ? dsl.configuration()
                        .deriveSettings(settings -> settings.withRenderPlainSQLTemplatesAsRaw(false))
                        .dsl()
                : dsl;
    }

    private static void mark(Context<?> context, String name) {
        context.sql(MARK).sql(name).sql(MARK);
    }

    private static final class FieldSlot<T> extends CustomField<T> {
        private static final long serialVersionUID = 1L;

        FieldSlot(String name, DataType<T> type) {
            super(DSL.name(name), type);
        }

        @Override
        public void accept(Context<?> context) {
            mark(context, getName());
        }
    }

    private static final class ConditionSlot extends CustomCondition {
        private static final long serialVersionUID = 1L;

        private final String name;

        ConditionSlot(String name) {
            this.name = name;
        }

        @Override
        public void accept(Context<?> context) {
            mark(context, name);
        }
    }

    private static final class Filled extends CustomQueryPart {
        private static final long serialVersionUID = 1L;

        private final transient SqlTemplate template;
        private final transient Function<String, ? extends QueryPart> parts;

        Filled(SqlTemplate template, Function<String, ? extends QueryPart> parts) {
            this.template = template;
            this.parts = parts;
        }

        @Override
        public void accept(Context<?> context) {
            for (int i = 0; i < template.slots.size(); i++) {
                context.sql(template.texts.get(i)).visit(part(template.slots.get(i)));
            }
            context.sql(template.texts.get(template.slots.size()));
        }

        /** jOOQ would write nothing for null, which may be valid SQL. */
        private QueryPart part(String slot) {
            return Objects.requireNonNull(parts.apply(slot), () -> "no part was given for slot \"" + slot + "\"");
        }
    }
}
