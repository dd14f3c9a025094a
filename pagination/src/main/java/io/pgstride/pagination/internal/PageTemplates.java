package io.pgstride.pagination.internal;

import io.pgstride.core.SqlTemplate;
import io.pgstride.core.UntypedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.jspecify.annotations.Nullable;

/**
 * The texts of a keyset's statements, kept from page to page: to build and render one takes longer than to run it. Thread-safe.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A kept text is the one that jOOQ would render of {@link PageSql#statement}. It is kept by all that its meaning depends on: the way, the keys that
 *       are NULL at the position or fixed by the filter, whether there is a filter, and how the table and its columns are named.
 *   <li>Filter, key values and limit are in none; they are rendered each time, by the configuration of the page's own {@code DSLContext}.
 *   <li>Texts are kept only for the columns of a table that is a mere name in FROM, and only where nothing can render them otherwise from one
 *       time to the next: no visit listener, no mapping of schemas, no part of the user's own, no path that adds a join; and only in
 *       the open-source edition of jOOQ, as others have policies that add conditions.
 *   <li>There is an end to how many are kept; then a statement is made anew each time.
 * </ul>
 */
final class PageTemplates {
    private static final int MOST_KEPT = 256;
    private static final boolean OPEN_SOURCE = Stream.of(SQLDialect.values()).noneMatch(SQLDialect::commercial);
    private static final Pattern ALL_OF_NAME =
            Pattern.compile("select \\* from (\"([^\"]|\"\")+\"\\.)*\"([^\"]|\"\")+\"");
    private static final String FILTER = "filter";
    private static final String LIMIT = "limit";
    private static final String KEY = "key ";
    private static final DataType<String> UNTYPED = UntypedText.of(null).getDataType();

    private final PageSql sql;
    private final PlainParts parts;
    private final boolean ofTable;
    private final Map<Shape, Text> texts = new ConcurrentHashMap<>();

    /**
     * What a text depends on.
     *
     * @param nulls a bit for each key that is NULL at the position; null if there is no position
     * @param starts a bit for each key that starts a segment, as the filter may fix some
     */
    private record Shape(Way way, @Nullable Long nulls, long starts, boolean filtered, Naming naming) {}

    private record Text(SqlTemplate template, PageColumns columns) {}

    PageTemplates(PageSql sql) {
        this.sql = sql;
        this.parts = new PlainParts(sql.table());
        this.ofTable = OPEN_SOURCE
                && sql.ordering().columns().size() <= Long.SIZE
                && sql.table() instanceof TableImpl<?>
                && isName(sql.table())
                && allColumns(sql.visible())
                && sql.ordering().columns().stream().allMatch(key -> parts.isColumn(key.field()));
    }

    /** Not a function, nor a table with a condition or an alias. */
    private static boolean isName(Table<?> table) {
        Select<?> all = DSL.select(DSL.asterisk()).from(table);
        return ALL_OF_NAME
                .matcher(DSL.using(SQLDialect.POSTGRES).renderInlined(all))
                .matches();
    }

    private boolean allColumns(@Nullable List<Field<?>> fields) {
        return fields != null && fields.stream().allMatch(parts::isColumn);
    }

    /** Null where the statement has to be made. */
    @Nullable
    PageFetch fetch(DSLContext dsl, Condition filter, Way way, @Nullable Position from, int size) {
        Text text = canKeep(dsl.configuration(), filter) ? text(dsl, filter, way, from) : null;
        if (text == null) {
            return null;
        }
        ResultQuery<Record> query = text.template.resultQuery(dsl, slot -> switch (slot) {
            case FILTER -> filter;
            case LIMIT -> DSL.inline(size + 1L);
            default -> value(from, Integer.parseInt(slot.substring(KEY.length())));
        });
        boolean whole = sql.rowsOfTable() && text.columns.hidden() == 0;
        return new PageFetch(
                whole ? query.coerce(sql.table()) : query.coerce(text.columns.fields()), text.columns, way, size);
    }

    private boolean canKeep(Configuration configuration, Condition filter) {
        return ofTable
                && !Naming.isMapped(configuration)
                && configuration.visitListenerProviders().length == 0
                && parts.isPlain(filter);
    }

    private static Field<?> value(@Nullable Position from, int key) {
        Object value = from == null ? null : from.value(key);
        return UntypedText.of(value == null ? null : KeyText.of(value));
    }

    private @Nullable Text text(DSLContext dsl, Condition filter, Way way, @Nullable Position from) {
        List<Segment> segments = sql.ordering().segmentsBeside(filter);
        Naming naming = Naming.of(sql.table(), dsl.configuration());
        Shape shape = new Shape(way, nulls(from), segmentStarts(segments), !PlainParts.isNone(filter), naming);
        Text kept = texts.get(shape);
        if (kept != null || texts.size() >= MOST_KEPT) {
            return kept;
        }
        Text made = made(dsl, shape, segments, from);
        if (naming.equals(Naming.of(
                sql.table(), dsl.configuration()))) { // and so while it was rendered, unless it was changed twice
            texts.put(shape, made);
        }
        return made;
    }

    private Text made(DSLContext dsl, Shape shape, List<Segment> segments, @Nullable Position from) {
        List<Condition> branches = sql.ordering().beyond(slots(from), shape.way, segments);
        Condition filter = shape.filtered ? SqlTemplate.slot(FILTER) : DSL.noCondition();
        PageStatement statement =
                sql.statement(dsl, filter, shape.way, branches, SqlTemplate.slot(LIMIT, SQLDataType.BIGINT));
        return new Text(SqlTemplate.of(dsl, statement.select()), statement.columns());
    }

    private static @Nullable Position slots(@Nullable Position from) {
        if (from == null) {
            return null;
        }
        List<@Nullable Object> slots = new ArrayList<>();
        for (Object value : from.values()) {
            slots.add(value == null ? null : SqlTemplate.slot(KEY + slots.size(), UNTYPED));
        }
        return new Position(from.ordering(), slots);
    }

    private static @Nullable Long nulls(@Nullable Position from) {
        if (from == null) {
            return null;
        }
        long nulls = 0;
        for (int i = 0; i < from.values().size(); i++) {
            nulls |= from.value(i) == null ? 1L << i : 0;
        }
        return nulls;
    }

    private static long segmentStarts(List<Segment> segments) {
        long starts = 0;
        for (Segment segment : segments) {
            starts |= 1L << segment.start();
        }
        return starts;
    }
}
