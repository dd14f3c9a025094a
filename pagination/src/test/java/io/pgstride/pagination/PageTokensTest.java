package io.pgstride.pagination;

import static io.pgstride.pagination.Events.EVENTS;
import static io.pgstride.pagination.Key.asc;
import static io.pgstride.pagination.Key.desc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.select;

import io.pgstride.core.signing.SigningKey;
import io.pgstride.pagination.Events.EventRecord;
import io.pgstride.testing.PostgresTest;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.conf.MappedSchema;
import org.jooq.conf.RenderMapping;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A walk by tokens, as a client makes it, and what a token is bound to. */
@PostgresTest
class PageTokensTest {
    private static final CursorTokens TOKENS = CursorTokens.signed(
                    SigningKey.of("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII)))
            .build();

    private final Keyset<EventRecord> keyset = Keyset.of(EVENTS)
            .orderBy(
                    asc(EVENTS.KIND).lowCardinality(),
                    desc(EVENTS.NOTE).nullsLast(),
                    asc(EVENTS.CREATED_AT),
                    asc(EVENTS.ID))
            .build();
    private final DSLContext dsl;
    private final PageQuery<EventRecord> query;

    /** Nothing can run on it. */
    private final DSLContext nowhere = DSL.using(SQLDialect.POSTGRES);

    PageTokensTest(DSLContext dsl) {
        this.dsl = dsl;
        query = keyset.page(dsl)
                .where(EVENTS.USER_ID.le(5L))
                .size(7)
                .tokens(TOKENS)
                .scope("tenant 7");
    }

    @BeforeAll
    static void rows(DSLContext dsl) {
        dsl.execute(Events.DDL);
        dsl.execute(
                "insert into events (user_id, created_at, kind, note) select g % 7, '2026-03-01 12:00+00'::timestamptz"
                        + " + g % 3 * interval '1 microsecond', 'k' || g % 3, case when g % 2 = 0 then 'nöte ' || g % 5 end"
                        + " from generate_series(1, 200) g");
    }

    @Test
    void aWalkByTokensSeesEveryRowOnce() {
        List<EventRecord> expected = Walk.forward(query);
        List<EventRecord> walked = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            Page<EventRecord> page = query.after(query.cursor(token.orElse(null)));
            walked.addAll(page.rows());
            token = page.nextToken();
        } while (token.isPresent());
        assertThat(walked).isEqualTo(expected).hasSizeGreaterThan(100);
        walked.clear();
        Page<EventRecord> page = query.last();
        walked.addAll(page.rows());
        while (page.previousToken().isPresent()) {
            page = query.before(query.cursor(page.previousToken().orElseThrow()));
            walked.addAll(0, page.rows());
        }
        assertThat(walked).isEqualTo(expected);
    }

    @Test
    void everyRowHasItsToken() {
        PageQuery<Long> read = query.reading(row -> row.getLong(1));
        Page<Long> page = read.first();
        assertThat(page.tokens()).hasSize(7).doesNotHaveDuplicates();
        for (int i = 0; i < 7; i++) {
            assertThat(read.after(read.cursor(page.tokens().get(i))).rows())
                    .isEqualTo(read.after(page.cursor(i)).rows());
        }
        assertThat(page.map(id -> id).tokens()).isEqualTo(page.tokens());
    }

    @Test
    void noTokenIsNoCursor() {
        assertThat(query.cursor(null)).isNull();
    }

    @Test
    void aTokenIsBoundToOrderingFilterAndScopeAndNothingRuns() {
        String token = query.first().nextToken().orElseThrow();
        PageQuery<EventRecord> same = offline(keyset).where(EVENTS.USER_ID.le(5L));
        assertThat(same.cursor(token)).isNotNull();
        assertThatThrownBy(() -> same.scope("tenant 8").cursor(token))
                .isInstanceOf(ScopeMismatchException.class)
                .message()
                .doesNotContain("tenant");
        assertThatThrownBy(() -> offline(keyset).where(EVENTS.USER_ID.le(6L)).cursor(token))
                .isInstanceOf(FilterMismatchException.class);
        assertThatThrownBy(() -> offline(keyset).cursor(token)).isInstanceOf(FilterMismatchException.class);
        Keyset<EventRecord> other = Keyset.of(EVENTS).orderBy(asc(EVENTS.ID)).build();
        assertThatThrownBy(() -> offline(other).where(EVENTS.USER_ID.le(5L)).cursor(token))
                .isInstanceOf(OrderingMismatchException.class);
        assertThatThrownBy(() -> same.cursor(token + "A")).isInstanceOf(CursorException.class);
        assertThatThrownBy(() -> same.tokens(CursorTokens.unsigned()).cursor(token))
                .isInstanceOf(MalformedCursorException.class);
    }

    /** What a derived table leaves out is no part of the filter, and cannot be named away. */
    @Test
    void aTokenIsBoundToTheQueryInsideADerivedTable() {
        String token = ofUser(5L).first().nextToken().orElseThrow();
        assertThat(ofUser(5L).cursor(token)).isNotNull();
        assertThatThrownBy(() -> ofUser(6L).cursor(token)).isInstanceOf(OrderingMismatchException.class);
        String named = ofUser(5L).filterName("mine").first().nextToken().orElseThrow();
        assertThatThrownBy(() -> ofUser(6L).filterName("mine").cursor(named))
                .isInstanceOf(OrderingMismatchException.class);
    }

    private PageQuery<Record1<Long>> ofUser(long user) {
        Table<Record1<Long>> mine =
                select(EVENTS.ID).from(EVENTS).where(EVENTS.USER_ID.eq(user)).asTable("mine");
        return Keyset.of(mine)
                .orderBy(asc(mine.field(EVENTS.ID)).notNull())
                .uniqueOn(mine.field(EVENTS.ID))
                .build()
                .page(dsl)
                .size(3)
                .tokens(TOKENS);
    }

    @Test
    void aTokenIsBoundToWhatTheConfigurationMakesOfTheQuestion() {
        Keyset<EventRecord> byId = Keyset.of(EVENTS).orderBy(asc(EVENTS.ID)).build();
        String token = byId.page(dsl).size(3).tokens(TOKENS).first().nextToken().orElseThrow();
        Settings mapped = new Settings()
                .withRenderMapping(new RenderMapping()
                        .withSchemata(new MappedSchema().withInput("public").withOutput("tenant2")));
        DSLContext other = DSL.using(SQLDialect.POSTGRES, mapped);
        assertThatThrownBy(() -> byId.page(other).tokens(TOKENS).cursor(token))
                .isInstanceOf(OrderingMismatchException.class);
    }

    @Test
    void aTokenIsBoundToValuesThatTheirBindingDoesNotShow() {
        Field<OffsetDateTime> at = EVENTS.CREATED_AT.coerce(
                SQLDataType.TIMESTAMPWITHTIMEZONE.asConvertedDataType(new InfiniteTimeBinding()));
        Keyset<EventRecord> byId = Keyset.of(EVENTS).orderBy(asc(EVENTS.ID)).build();
        PageQuery<EventRecord> all = byId.page(dsl).size(3).tokens(TOKENS);
        OffsetDateTime early = OffsetDateTime.parse("2020-01-01T00:00:00Z");
        String token = all.where(at.gt(early)).first().nextToken().orElseThrow();
        assertThat(all.where(at.gt(early)).cursor(token)).isNotNull();
        assertThatThrownBy(() -> all.where(at.gt(early.plusYears(1))).cursor(token))
                .isInstanceOf(FilterMismatchException.class);
    }

    @Test
    void aTokenOfAJoinTellsItsTablesApart() {
        var other = EVENTS.as("o");
        var joined = EVENTS.join(other).on(other.USER_ID.eq(EVENTS.USER_ID));
        Keyset<Record> one = Keyset.of(joined)
                .orderBy(asc(EVENTS.ID), asc(other.ID))
                .uniqueOn(EVENTS.ID, other.ID)
                .build();
        Keyset<Record> two = Keyset.of(joined)
                .orderBy(asc(other.ID), asc(EVENTS.ID))
                .uniqueOn(EVENTS.ID, other.ID)
                .build();
        Page<Record> page = one.page(dsl).size(3).tokens(TOKENS).first();
        assertThatThrownBy(() -> two.page(dsl).after(page.next().orElseThrow()))
                .isInstanceOf(OrderingMismatchException.class);
        assertThatThrownBy(() ->
                        two.page(dsl).tokens(TOKENS).cursor(page.nextToken().orElseThrow()))
                .isInstanceOf(OrderingMismatchException.class);
    }

    @Test
    void aFilterMayHaveAName() {
        PageQuery<EventRecord> named = query.filterName("small users");
        String token = named.first().nextToken().orElseThrow();
        PageQuery<EventRecord> changed = offline(keyset).where(EVENTS.USER_ID.le(4L));
        assertThat(changed.filterName("small users").cursor(token)).isNotNull();
        assertThatThrownBy(() -> changed.filterName("all users").cursor(token))
                .isInstanceOf(FilterMismatchException.class);
        assertThatThrownBy(() -> query.cursor(token)).isInstanceOf(FilterMismatchException.class);
    }

    @Test
    void aQueryWithoutTokensSaysHowToGetThem() {
        PageQuery<EventRecord> plain = keyset.page(nowhere);
        assertThatThrownBy(() -> plain.cursor("abc"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("events")
                .hasMessageContaining("CursorTokens.signed");
    }

    private PageQuery<EventRecord> offline(Keyset<EventRecord> of) {
        return of.page(nowhere).tokens(TOKENS).scope("tenant 7");
    }
}
