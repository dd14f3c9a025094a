package io.pgstride.core;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shape of a JDBC URL of PostgreSQL: {@code jdbc:postgresql://HOST[:PORT][,…]/DATABASE[?PARAMETERS]}, or
 * {@code jdbc:postgresql:DATABASE[?PARAMETERS]} for the driver's default host.
 *
 * <p>The host, the database and the parameters may each be empty; among several hosts none may be, unless it has a port. An IPv6
 * address stands in brackets. Ports go from 1 to 65535. In the database, {@code / ? : @ & = %} are percent-encoded, in the
 * parameters {@code %} is. Role and password are parameters; {@code user:password@} before the host is refused, as the driver knows
 * no such form.
 *
 * <p>A URL that someone typed is checked before the driver sees it: pgjdbc (42.7) repeats one that it cannot read, with the password
 * in it, in its exception and by java.util.logging, which writes to standard error by default.
 *
 * <p>This class has no state, so any thread may use it. It does no I/O: no host is looked up, no connection made.
 *
 * @see <a href="https://jdbc.postgresql.org/documentation/use/#connecting-to-the-database">pgjdbc: Connecting to the database</a>
 */
public final class PostgresUrl {
    private static final int LAST_PORT = 65_535;
    private static final String ESCAPE = "%\\p{XDigit}{2}";

    /** Its repeated groups are possessive, as Java's others take a stack frame for every character. */
    private static final Pattern SHAPE = Pattern.compile("jdbc:postgresql:(?://(?<hosts>[^/?@]*)/)?" + "(?:[^/?@:&=%]|"
            + ESCAPE + ")*+(?:\\?(?:[^%]|" + ESCAPE + ")*+)?");

    private static final Pattern HOST = Pattern.compile("(?:[\\w.-]*|\\[[\\p{XDigit}:.]+])(?::(?<port>\\d{1,5}))?");

    private PostgresUrl() {}

    /**
     * {@return whether a URL has that shape, so that the driver can read it}
     *
     * <p>Names and values of parameters are not judged. The driver still refuses, and repeats, a URL whose parameter {@code service}
     * names one that is not defined.
     *
     * @param url any text
     */
    public static boolean isWellFormed(String url) {
        Matcher shape = SHAPE.matcher(url);
        if (!shape.matches()) {
            return false;
        }
        String hosts = shape.group("hosts");
        return hosts == null
                || hosts.isEmpty()
                || Arrays.stream(hosts.split(",", -1)).allMatch(PostgresUrl::isHost);
    }

    private static boolean isHost(String text) {
        Matcher host = HOST.matcher(text);
        if (text.isEmpty() || !host.matches()) {
            return false;
        }
        String port = host.group("port");
        return port == null || (Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= LAST_PORT);
    }
}
