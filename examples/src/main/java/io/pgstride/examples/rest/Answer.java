package io.pgstride.examples.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgstride.examples.db.tables.records.EventsRecord;
import io.pgstride.pagination.Page;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What goes back to the client; Jackson escapes all texts. */
record Answer(int status, ObjectNode json) {
    private static final JsonMapper MAPPER = new JsonMapper();

    static Answer page(Page<EventsRecord> page, Optional<String> next, Optional<String> previous) {
        ObjectNode json = MAPPER.createObjectNode();
        var events = json.putArray("events");
        for (EventsRecord event : page) {
            events.addObject()
                    .put("id", event.getId())
                    .put("at", event.getCreatedAt().toString())
                    .put("kind", event.getKind())
                    .put("durationMs", event.getDurationMs());
        }
        json.put("next", next.orElse(null));
        json.put("previous", previous.orElse(null));
        return new Answer(200, json);
    }

    static Answer error(int status, String code, @Nullable String message) {
        return new Answer(status, MAPPER.createObjectNode().put("code", code).put("message", message));
    }

    byte[] body() {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
