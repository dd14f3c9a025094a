package io.pgstride.examples.rest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.pgstride.examples.db.tables.records.EventsRecord;
import io.pgstride.pagination.CursorException;
import io.pgstride.pagination.CursorTokens;
import io.pgstride.pagination.Page;
import io.pgstride.pagination.PageSizeException;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** {@code GET /events?sort=newest&kind=view&size=20&after=TOKEN} (or {@code before=TOKEN}), for a signed-in user. */
final class EventsHandler implements HttpHandler {
    private static final Set<String> PARAMETERS = Set.of("sort", "kind", "size", "after", "before");
    private static final System.Logger LOG = System.getLogger(EventsHandler.class.getName());

    private final EventPages pages;

    EventsHandler(DSLContext dsl, CursorTokens tokens) {
        pages = new EventPages(dsl, tokens);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            // Whoever has signed the user in puts the header there, and lets none through from outside.
            String user = exchange.getRequestHeaders().getFirst("X-User");
            Answer answer = answer(exchange.getRequestMethod(), exchange.getRequestURI(), user);
            byte[] body = answer.body();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Cache-Control", "private, no-store");
            exchange.getResponseHeaders().set("Allow", "GET");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer answer(String method, URI address, @Nullable String user) {
        if (!method.equals("GET")) {
            return Answer.error(405, "bad_method", "only GET is answered");
        }
        if (user == null || user.isBlank()) {
            return Answer.error(401, "signed_out", "sign in first");
        }
        try {
            return page(address, user);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "events: a page failed", e);
            return Answer.error(500, "failed", "the page could not be made");
        }
    }

    // tag::errors[]
    private Answer page(URI address, String user) {
        try {
            Parameters parameters = Parameters.of(address, PARAMETERS);
            Page<EventsRecord> page = pages.page(parameters, user);
            return Answer.page(
                    page,
                    page.nextToken().map(token -> parameters.link("/events", "after", token)),
                    page.previousToken().map(token -> parameters.link("/events", "before", token)));
        } catch (CursorException e) {
            return Answer.error(400, e.code(), e.getMessage());
        } catch (PageSizeException e) {
            return Answer.error(400, "page_size", e.getMessage());
        } catch (BadRequestException e) {
            return Answer.error(400, e.code(), e.getMessage());
        }
    }
    // end::errors[]
}
