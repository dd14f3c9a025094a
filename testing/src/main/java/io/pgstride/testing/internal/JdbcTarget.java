package io.pgstride.testing.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where a server is and who logs in there.
 *
 * @param address host and port, several separated by commas, as in a JDBC URL
 * @param maintenance the database to be connected to while others are created and dropped
 * @param user the role's name
 * @param password the role's password, empty for none
 * @param parameters further URL parameters without user and password, empty or {@code a=b&c=d}
 */
public record JdbcTarget(String address, String maintenance, String user, String password, String parameters) {

    private static final int DEFAULT_PORT = 5432;

    public JdbcTarget(String host, int port, String user, String password) {
        this(host + ":" + port, "postgres", user, password, "");
    }

    /** The URL of a database, with everything that is needed to log in. */
    public String url(String database) {
        StringBuilder url = new StringBuilder("jdbc:postgresql://" + address + "/" + encode(database));
        url.append("?user=").append(encode(user));
        if (!password.isEmpty()) {
            url.append("&password=").append(encode(password));
        }
        return parameters.isEmpty()
                ? url.toString()
                : url.append('&').append(parameters).toString();
    }

    public JdbcTarget at(String host, int port) {
        return new JdbcTarget(host + ":" + port, maintenance, user, password, parameters);
    }

    public String firstHost() {
        return parsed().getServerNames()[0];
    }

    public int firstPort() {
        int port = parsed().getPortNumbers()[0];
        return port == 0 ? DEFAULT_PORT : port;
    }

    private PGSimpleDataSource parsed() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setURL(url(maintenance));
        return dataSource;
    }

    public DataSource dataSource(String database) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setURL(url(database));
        return dataSource;
    }

    public DataSource maintenanceDataSource() {
        return dataSource(maintenance);
    }

    /** Without password and parameters, which may hold secrets. */
    @Override
    public String toString() {
        return "jdbc:postgresql://" + address + "/" + maintenance + " as " + user;
    }

    private static String encode(String part) {
        return URLEncoder.encode(part, UTF_8).replace("+", "%20");
    }
}
