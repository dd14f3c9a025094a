package io.pgstride.examples.tour.chapters;

import static io.pgstride.examples.db.Tables.ANSWERS;
import static io.pgstride.examples.db.Tables.ASSESSMENTS;
import static io.pgstride.examples.db.Tables.EVENTS;
import static io.pgstride.examples.db.Tables.QUESTIONS;
import static io.pgstride.examples.db.Tables.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.inline;

import io.pgstride.examples.db.PgstrideTour;
import io.pgstride.examples.tour.Chapter;
import io.pgstride.examples.tour.Loader;
import io.pgstride.examples.tour.Race.Runner;
import io.pgstride.examples.tour.TourConsole;
import io.pgstride.examples.tour.TourContext;
import io.pgstride.testing.PostgresTest;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@PostgresTest
class AggregatesTest {
    private static final long EVENTS_IN_ALL = 20_000;

    private final DSLContext dsl;
    private final DataSource dataSource;
    private final TourConsole console =
            new TourConsole(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));

    AggregatesTest(DSLContext dsl, DataSource dataSource) {
        this.dsl = dsl;
        this.dataSource = dataSource;
    }

    @BeforeEach
    void load() {
        dsl.createSchema(PgstrideTour.PGSTRIDE_TOUR).execute();
        new Loader(dsl, console).load(EVENTS_IN_ALL);
    }

    @AfterEach
    void drop() {
        dsl.dropSchema(PgstrideTour.PGSTRIDE_TOUR).cascade().execute();
    }

    static List<Chapter> chapters() {
        return List.of(new CountAgainstCounter(), new ViewAgainstSummary(), new JoinAgainstDerived());
    }

    @ParameterizedTest
    @MethodSource("chapters")
    void allWaysAgreeAndTheTablesAreLeftAsTheyWere(Chapter chapter) {
        List<String> before = tables();
        assertThat(chapter.run(new TourContext(dsl, dataSource, EVENTS_IN_ALL, false, console))
                        .steps())
                .hasSizeGreaterThan(3)
                .allMatch(step -> Boolean.TRUE.equals(step.sameResult()));
        assertThat(tables()).isEqualTo(before);
    }

    /** Of each table its rows, columns, triggers and indexes. */
    private List<String> tables() {
        return List.of(USERS, ASSESSMENTS, QUESTIONS, ANSWERS, EVENTS).stream()
                .map(this::told)
                .toList();
    }

    private String told(Table<?> table) {
        return dsl.fetchSingle("""
                        select (select sum(hashtextextended(t::text, 0)) from {0} as t),
                               (select array_agg(attname order by attnum) from pg_attribute where attrelid = {1}::regclass and attnum > 0 and not attisdropped),
                               (select array_agg(tgname order by tgname) from pg_trigger where tgrelid = {1}::regclass and not tgisinternal),
                               (select array_agg(indexrelid::regclass order by 1) from pg_index where indrelid = {1}::regclass)""", table, inline(dsl.render(table))).toString();
    }

    @Test
    void aCounterWithoutItsTriggersDiffers() {
        AnswerCounts counts = new AnswerCounts(dsl);
        counts.keep(dataSource);
        assertThat(same(counts.countedOfAll(), counts.keptOfAll())).isTrue();
        assertThat(same(counts.countedMost(), counts.keptMost())).isTrue();
        long busiest = counts.users().lastEntry().getValue();
        unseen(ANSWERS, () -> Writes.median(counts.give(counts.some(busiest), busiest + 1)));
        assertThat(same(counts.countedOfAll(), counts.keptOfAll())).isFalse();
        assertThat(same(counts.countedMost(), counts.keptMost())).isFalse();
    }

    @Test
    void aSummaryThatIsNotRefreshedDiffers() {
        DailyEvents daily = new DailyEvents(dsl, EVENTS_IN_ALL);
        daily.create();
        daily.keep(dataSource);
        assertThat(daily.same()).isTrue();
        Writes.median(daily.scattered());
        daily.refreshView();
        assertThat(daily.same()).isFalse();
        daily.refreshSummary(dataSource);
        assertThat(daily.same()).isTrue();
    }

    @Test
    void aCopyWithoutItsTriggersDiffersAfterARename() {
        AssessmentList list = new AssessmentList(dsl);
        list.keep(dataSource);
        long all = dsl.fetchCount(ASSESSMENTS);
        assertThat(same(list.joined(all), list.derived(all))).isTrue();
        assertThat(same(list.lookedUp(all), list.derived(all))).isTrue();
        list.rename(list.firstOwner().value1(), "Emmy N.");
        assertThat(same(list.joined(all), list.derived(all))).isTrue();
        unseen(USERS, () -> list.rename(list.firstOwner().value1(), "Sofia K."));
        assertThat(same(list.joined(all), list.derived(all))).isFalse();
    }

    private static boolean same(Runner one, Runner other) {
        return List.copyOf(one.rows().get()).equals(List.copyOf(other.rows().get()));
    }

    /** By who goes round the triggers. */
    private void unseen(Table<?> table, Runnable writes) {
        dsl.execute("ALTER TABLE {0} DISABLE TRIGGER USER", table);
        writes.run();
        dsl.execute("ALTER TABLE {0} ENABLE TRIGGER USER", table);
    }
}
