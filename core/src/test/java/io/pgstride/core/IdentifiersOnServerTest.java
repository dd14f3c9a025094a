package io.pgstride.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.testing.PostgresTest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** The server is the oracle: parse_ident and quote_ident. */
@PostgresTest
class IdentifiersOnServerTest {
    private static final List<String> PIECES = List.of(
            "a", "B", "z", "_", "0", "9", "$", ".", "\"", "\"\"", " ", "\t", "é", "Ä", "ß", "😀", "-", "'", "\\",
            "select", "\"A b\"", ";");

    @Test
    void textIsReadAsTheServerReadsIt(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            readTexts(DSL.using(connection, SQLDialect.POSTGRES));
        }
    }

    private static void readTexts(DSLContext dsl) {
        long seed = Long.getLong("pgstride.seed", System.nanoTime());
        Random random = new Random(seed);
        int names = 0;
        for (int round = 0; round < 3_000; round++) {
            String text = text(random);
            Optional<List<String>> ours = ours(text);

            assertThat(ours).as("-Dpgstride.seed=%s: %s", seed, text).isEqualTo(servers(dsl, text));
            names += ours.isPresent() ? 1 : 0;
        }
        assertThat(names).as("names among the texts, seed %s", seed).isBetween(300, 2_700);
    }

    @Test
    void whatIsQuotedIsReadBackByTheServer(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            readQuoted(DSL.using(connection, SQLDialect.POSTGRES));
        }
    }

    private static void readQuoted(DSLContext dsl) {
        long seed = Long.getLong("pgstride.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 1_000; round++) {
            String part = text(random);
            Name name = DSL.name("s", part);

            assertThat(servers(dsl, Identifiers.quoted(name)))
                    .as("-Dpgstride.seed=%s: %s", seed, part)
                    .contains(List.of("s", part));
            assertThat(Identifiers.parse(String.valueOf(dsl.fetchValue("select quote_ident(?)", part))))
                    .isEqualTo(DSL.quotedName(part));
        }
    }

    @Test
    void aDerivedNameIsKeptWhole(DSLContext dsl) {
        String name = Identifiers.derive("Bestellungen".repeat(5), "größe", "😀");
        dsl.execute("create table " + Identifiers.quoted(DSL.name(name)) + " (id int)");

        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(Identifiers.MAX_BYTES);
        assertThat(dsl.fetchValue("select count(*)::int from pg_class where relname = ?", name))
                .isEqualTo(1);
    }

    private static Optional<List<String>> ours(String text) {
        try {
            return Optional.of(Arrays.asList(Identifiers.parse(text).getName()));
        } catch (InvalidIdentifierException e) {
            return Optional.empty();
        }
    }

    private static Optional<List<String>> servers(DSLContext dsl, String text) {
        try {
            return Optional.of(Arrays.asList(dsl.resultQuery("select parse_ident(?, true)", text)
                    .fetchSingle()
                    .get(0, String[].class)));
        } catch (DataAccessException e) {
            assertThat(e.sqlState()).isEqualTo("22023");
            return Optional.empty();
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = 1 + random.nextInt(6); length > 0; length--) {
            text.append(PIECES.get(random.nextInt(random.nextInt(4) == 0 ? PIECES.size() : 8)));
        }
        return text.toString();
    }
}
