package io.pgstride.testing.internal;

import io.pgstride.testing.ServerStartException;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Reads the URL of a server that is not ours. */
final class ExternalUrl {
    static final String SCHEME = "jdbc:postgresql:";

    private ExternalUrl() {}

    static JdbcTarget parse(String url) {
        PGSimpleDataSource parsed = new PGSimpleDataSource();
        try {
            parsed.setURL(url);
        } catch (IllegalArgumentException e) {
            throw malformed(url);
        }
        if (!url.startsWith(SCHEME + "//")) {
            throw malformed(url);
        }
        String rest = url.substring(SCHEME.length() + 2);
        int question = rest.indexOf('?');
        String path = question < 0 ? rest : rest.substring(0, question);
        int slash = path.indexOf('/');
        return new JdbcTarget(
                slash < 0 ? path : path.substring(0, slash),
                orElse(parsed.getDatabaseName(), "postgres"),
                orElse(parsed.getUser(), System.getProperty("user.name")),
                orElse(parsed.getPassword(), ""),
                question < 0 ? "" : furtherParameters(rest.substring(question + 1)));
    }

    /** The cause would quote the URL. */
    private static ServerStartException malformed(String url) {
        return new ServerStartException("The URL in " + Setting.POSTGRES + " is not one of PostgreSQL: "
                + Secrets.hide(url) + ". It looks like jdbc:postgresql://HOST:PORT/DATABASE?user=...&password=...");
    }

    private static String furtherParameters(String query) {
        Predicate<String> login = parameter -> parameter.startsWith("user=") || parameter.startsWith("password=");
        return Arrays.stream(query.split("&")).filter(login.negate()).collect(Collectors.joining("&"));
    }

    private static String orElse(@Nullable String value, String other) {
        return value == null || value.isEmpty() ? other : value;
    }
}
