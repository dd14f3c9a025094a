package io.pgstride.examples.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.pgstride.core.signing.SigningKey;
import io.pgstride.examples.tour.TourTables;
import io.pgstride.pagination.CursorTokens;
import io.pgstride.testing.PostgresTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jooq.ExecuteListener;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Walks over HTTP, and every answer 400: with its code, and without SQL. */
@PostgresTest
class EventsServerTest {
    private static final SigningKey KEY =
            SigningKey.of("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));

    private static final AtomicInteger STATEMENTS = new AtomicInteger();
    private static EventsServer server;

    private final HttpClient http = HttpClient.newHttpClient();
    private final DSLContext dsl;

    EventsServerTest(DSLContext dsl) {
        this.dsl = dsl;
    }

    private record Answered(int status, JsonNode json) {}

    @BeforeAll
    static void start(DSLContext dsl) throws IOException {
        TourTables.create(dsl);
        dsl.execute("insert into pgstride_tour.users (email, name, created_at) values ('a', 'a', now())");
        dsl.execute(
                "insert into pgstride_tour.events (user_id, kind, duration_ms, created_at)"
                        + " select 1, case when g % 2 = 0 then 'view' else E'\\x22<\\n>' end, nullif(g % 5, 0),"
                        + " timestamptz '2026-01-01 00:00+00' + g / 3 * interval '1 microsecond' from generate_series(1, 100) g");
        server = start(dsl, Clock.systemUTC());
    }

    @BeforeEach
    void forget() {
        STATEMENTS.set(0);
    }

    /** Whose statements are counted. */
    private static EventsServer start(DSLContext dsl, Clock clock) throws IOException {
        return EventsServer.start(
                DSL.using(dsl.configuration()
                        .derive(ExecuteListener.onExecuteStart(context -> STATEMENTS.incrementAndGet()))),
                tokens(clock));
    }

    private static CursorTokens tokens(Clock clock) {
        return CursorTokens.signed(KEY)
                .expireAfter(Duration.ofHours(1))
                .clock(clock)
                .build();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"newest,9", "newest,7", "newest,100", "longest,7", "longest,33"})
    void linksLeadOverAllEventsAndBack(String sort, int size) throws Exception {
        List<Long> forth = new ArrayList<>();
        Answered page = get("/events?sort=" + sort + "&size=" + size);
        forth.addAll(ids(page));
        while (!page.json.get("next").isNull()) {
            page = get(page.json.get("next").asText());
            forth.addAll(ids(page));
        }
        assertThat(forth).hasSize(100).doesNotHaveDuplicates();
        List<Long> back = new ArrayList<>(ids(page));
        while (!page.json.get("previous").isNull()) {
            page = get(page.json.get("previous").asText());
            back.addAll(0, ids(page));
        }
        assertThat(back).isEqualTo(forth);
    }

    @Test
    void textsAreEscaped() throws Exception {
        Answered page = get("/events?size=2");
        assertThat(page.status).isEqualTo(200);
        assertThat(page.json.get("events"))
                .extracting(event -> event.get("kind").asText())
                .contains("view", "\"<\n>");
        assertThat(page.json.get("events").get(0).get("at").asText()).isEqualTo("2026-01-01T00:00:00.000033Z");
    }

    @Test
    void aKindWithoutEventsIsAnEmptyPage() throws Exception {
        Answered page = get("/events?kind=none%20%26%3D");
        assertThat(page.json.toString()).isEqualTo("{\"events\":[],\"next\":null,\"previous\":null}");
    }

    @ParameterizedTest
    @CsvSource({
        "size=0,page_size",
        "size=-1,page_size",
        "size=101,page_size",
        "size=ten,bad_number",
        "size=,bad_number",
        "size=99999999999,bad_number",
        "size=1&size=2,bad_parameter",
        "sort=fastest,bad_parameter",
        "after=a&before=b,bad_parameter",
        "offset=50,bad_parameter",
        "after,bad_parameter",
        "after=,cursor_malformed",
        "after=no-token,cursor_malformed",
        "before=%C3%A9,cursor_malformed",
        "before=%00,cursor_malformed"
    })
    void whatIsWrongIsToldAndRunsNoSql(String query, String code) throws Exception {
        assertRefused(get("/events?" + query), code);
    }

    @Test
    void aTokenIsGoodForItsOwnQuestionOnly() throws Exception {
        String next = get("/events?size=2&kind=view").json.get("next").asText();
        STATEMENTS.set(0);
        assertRefused(get(next.replace("kind=view", "kind=hint")), "cursor_other_filter");
        assertRefused(get(next + "&sort=longest"), "cursor_other_ordering");
        assertRefused(get(next, "2"), "cursor_other_scope");
        assertRefused(get(changed(next, next.length() - 8)), "cursor_tampered");
        assertRefused(get(next + "A".repeat(5000)), "cursor_oversized");
        assertThat(get(next).status).isEqualTo(200);
        assertThat(STATEMENTS).hasValue(1);
    }

    @Test
    void anOldTokenIsRefused() throws Exception {
        String fresh = get("/events?size=2").json.get("next").asText();
        Clock tomorrow = Clock.offset(Clock.systemUTC(), Duration.ofDays(1));
        try (EventsServer later = start(dsl, tomorrow)) {
            STATEMENTS.set(0);
            assertRefused(
                    answered(HttpRequest.newBuilder(later.address().resolve(fresh))
                            .header("X-User", "1")),
                    "cursor_expired");
        }
    }

    @Test
    void othersAreTurnedAway() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.address().resolve("/events"));
        assertThat(answered(request.copy()).status).isEqualTo(401);
        assertThat(answered(request.copy().header("X-User", " ")).status).isEqualTo(401);
        assertThat(answered(request.copy().header("X-User", "1").POST(HttpRequest.BodyPublishers.ofString("x"))).status)
                .isEqualTo(405);
        assertThat(STATEMENTS).hasValue(0);
    }

    @Test
    void aDatabaseThatFailsIsToldWithoutDetails() throws Exception {
        dsl.execute("alter table pgstride_tour.events rename to gone");
        try {
            Answered page = get("/events");
            assertThat(page.status).isEqualTo(500);
            assertThat(page.json.toString()).doesNotContain("relation", "select");
        } finally {
            dsl.execute("alter table pgstride_tour.gone rename to events");
        }
    }

    @Test
    void aClosedServerAnswersNobody() throws Exception {
        EventsServer closed = start(dsl, Clock.systemUTC());
        URI address = closed.address();
        closed.close();
        assertThatThrownBy(() -> answered(HttpRequest.newBuilder(address))).isInstanceOf(IOException.class);
    }

    private static String changed(String text, int index) {
        char other = text.charAt(index) == 'A' ? 'B' : 'A';
        return text.substring(0, index) + other + text.substring(index + 1);
    }

    private void assertRefused(Answered answer, String code) {
        assertThat(answer.status).as(answer.json.toString()).isEqualTo(400);
        assertThat(answer.json.get("code").asText()).isEqualTo(code);
        assertThat(answer.json.get("message").asText()).isNotBlank();
        assertThat(STATEMENTS).hasValue(0);
    }

    private static List<Long> ids(Answered page) {
        assertThat(page.status).isEqualTo(200);
        return page.json.get("events").findValues("id").stream()
                .map(JsonNode::asLong)
                .toList();
    }

    private Answered get(String link) throws Exception {
        return get(link, "1");
    }

    private Answered get(String link, String user) throws Exception {
        return answered(HttpRequest.newBuilder(server.address().resolve(link)).header("X-User", user));
    }

    private Answered answered(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        return new Answered(response.statusCode(), new JsonMapper().readTree(response.body()));
    }
}
