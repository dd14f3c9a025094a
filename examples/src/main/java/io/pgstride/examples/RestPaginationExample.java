package io.pgstride.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.pgstride.core.signing.SigningKey;
import io.pgstride.examples.rest.EventsServer;
import io.pgstride.pagination.CursorTokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;

/** Serves pages over HTTP, and walks through them as a client does: by the links of each answer; then with a token it changed. */
public final class RestPaginationExample {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI server;

    private RestPaginationExample(URI server) {
        this.server = server;
    }

    public static void main(String[] arguments) throws Exception {
        // tag::tokens[]
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret); // yours: one secret that all servers share
        CursorTokens tokens = CursorTokens.signed(SigningKey.of(secret))
                .expireAfter(Duration.ofDays(1))
                .build();
        // end::tokens[]
        try (ExampleDatabase database = ExampleDatabase.create();
                EventsServer server = EventsServer.start(database.dsl(), tokens)) {
            new RestPaginationExample(server.address()).walk();
        }
    }

    private void walk() throws IOException, InterruptedException {
        JsonNode first = get("/events?sort=longest&size=3");
        JsonNode second = get(first.get("next").asText());
        JsonNode back = get(second.get("previous").asText());
        if (!back.get("events").equals(first.get("events"))) {
            throw new IllegalStateException("The page before the second is the first");
        }
        String next = second.get("next").asText();
        int middle = next.length() - 40;
        char other = next.charAt(middle) == 'A' ? 'B' : 'A';
        get(next.substring(0, middle) + other + next.substring(middle + 1));
        get("/events?size=1000000");
    }

    private JsonNode get(String link) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(link))
                .header("X-User", "7")
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        JsonNode json = JSON.readTree(response.body());
        json.path("events")
                .forEach(event -> System.out.println("  " + event.get("id") + "  " + event.get("durationMs") + " ms"));
        System.out.println(response.statusCode() + " " + json.path("code").asText("page") + " "
                + json.path("message").asText());
        return json;
    }
}
