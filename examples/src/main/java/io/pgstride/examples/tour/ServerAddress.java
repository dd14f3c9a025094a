package io.pgstride.examples.tour;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shape of {@code jdbc:postgresql://HOST[:PORT][,…]/DATABASE[?PARAMETERS]}, or the same without hosts.
 *
 * <p>It is checked before the driver sees the address: pgjdbc repeats one that it cannot read, with the password in it, in its
 * exception and by java.util.logging on standard error.
 */
final class ServerAddress {
    private static final int LAST_PORT = 65_535;
    private static final String ESCAPE = "%\\p{XDigit}{2}";
    private static final Pattern SHAPE = Pattern.compile("jdbc:postgresql:(?://(?<hosts>[^/?@]*)/)?" + "(?:[^/?@:&=%]|"
            + ESCAPE + ")*(?:\\?(?:[^%]|" + ESCAPE + ")*+)?");
    private static final Pattern HOST = Pattern.compile("(?:[\\w.-]*|\\[[\\p{XDigit}:.]+])(?::(?<port>\\d{1,5}))?");

    private ServerAddress() {}

    static boolean isWellFormed(String url) {
        Matcher shape = SHAPE.matcher(url);
        if (!shape.matches()) {
            return false;
        }
        String hosts = shape.group("hosts");
        return hosts == null || Pattern.compile(",").splitAsStream(hosts).allMatch(ServerAddress::isHost);
    }

    private static boolean isHost(String text) {
        Matcher host = HOST.matcher(text);
        if (!host.matches()) {
            return false;
        }
        String port = host.group("port");
        return port == null || (Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= LAST_PORT);
    }
}
