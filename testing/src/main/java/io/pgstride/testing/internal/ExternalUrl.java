package io.pgstride.testing.internal;

import io.pgstride.testing.ServerStartException;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Reads the URL of a server that is not ours. */
final class ExternalUrl {
    static final String SCHEME = "jdbc:postgresql:";

    private static final String HOST = "(?:[^/?@:,\\[\\]\\s]+|\\[[^/?@,\\[\\]\\s]+])(?::\\d+)?";

    /** Anything else the driver (42.7) would log as a warning, whole or in part, before it refuses it. */
    private static final Pattern SHAPE = Pattern.compile(
            SCHEME + "//(?<address>(?:" + HOST + "(?:," + HOST + ")*)?)/[^/?]*(?:\\?(?<query>.*))?", Pattern.DOTALL);

    private static final Pattern AUTHORITY_WITH_LOGIN = Pattern.compile("jdbc:postgresql://[^?]*@");

    private ExternalUrl() {}

    static JdbcTarget parse(String url) {
        Matcher shape = SHAPE.matcher(url);
        if (!shape.matches()) {
            throw malformed(
                    AUTHORITY_WITH_LOGIN.matcher(url).lookingAt()
                            ? "there is an @ before the parameters; role and password go into ?user=...&password=..."
                            : "it does not have that shape");
        }
        PGSimpleDataSource parsed = new PGSimpleDataSource();
        try {
            parsed.setURL(url);
        } catch (IllegalArgumentException e) {
            throw malformed("the driver refuses it");
        }
        return new JdbcTarget(
                shape.group("address"),
                orElse(parsed.getDatabaseName(), "postgres"),
                orElse(parsed.getUser(), System.getProperty("user.name")),
                orElse(parsed.getPassword(), ""),
                furtherParameters(orElse(shape.group("query"), "")));
    }

    /** Names nothing of the URL, in which anything may be a secret; the cause would quote it. */
    private static ServerStartException malformed(String reason) {
        return new ServerStartException("The URL in " + Setting.POSTGRES + " is not one of PostgreSQL: " + reason
                + ". It looks like jdbc:postgresql://HOST:PORT/DATABASE?user=...&password=...");
    }

    private static String furtherParameters(String query) {
        Predicate<String> login = parameter -> parameter.startsWith("user=") || parameter.startsWith("password=");
        return Arrays.stream(query.split("&")).filter(login.negate()).collect(Collectors.joining("&"));
    }

    private static String orElse(@Nullable String value, String other) {
        return value == null || value.isEmpty() ? other : value;
    }
}
