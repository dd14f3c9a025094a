package io.pgstride.examples.rest;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The query of an address, each name at most once. */
record Parameters(Map<String, String> values) {
    static Parameters of(URI address, Set<String> known) {
        Map<String, String> values = new LinkedHashMap<>();
        String query = address.getRawQuery();
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            String name = decoded(parts[0]);
            if (parts.length < 2 || !known.contains(name) || values.put(name, decoded(parts[1])) != null) {
                throw new BadRequestException(
                        "bad_parameter", "each of " + known + " can be given once, as name=value");
            }
        }
        return new Parameters(values);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("bad_parameter", "a parameter is not percent-encoded as it should be");
        }
    }

    @Nullable
    String get(String name) {
        return values.get(name);
    }

    String get(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise) {
        String value = values.get(name);
        try {
            return value == null ? otherwise : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new BadRequestException("bad_number", "parameter " + name + " is no whole number");
        }
    }

    /** The same address for another page. */
    String link(String path, String direction, String token) {
        Map<String, String> other = new LinkedHashMap<>(values);
        other.remove("after");
        other.remove("before");
        other.put(direction, token);
        return other.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", path + "?", ""));
    }
}
