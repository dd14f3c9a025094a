package io.pgstride.caching.redis.internal.outbox;

import static org.jooq.impl.DSL.constraint;
import static org.jooq.impl.DSL.createIndexIfNotExists;
import static org.jooq.impl.DSL.createTableIfNotExists;
import static org.jooq.impl.DSL.quotedName;

import io.pgstride.core.Identifiers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.Name;
import org.jooq.Queries;
import org.jooq.impl.DSL;

/** What creates an outbox: the file, with the user's name for the table, and the same in jOOQ's terms. */
public final class OutboxDdl {
    private static final String FILE = "/io/pgstride/caching/redis/outbox.sql";
    private static final Pattern NAME = Pattern.compile("pgstride_cache_outbox(?:_([a-z]+))?");
    private static final Pattern STORAGE = Pattern.compile("(?s)\\) (WITH \\(.*?\\));");

    private OutboxDdl() {}

    /** The file. */
    public static String text(Name table) {
        return NAME.matcher(read()).replaceAll(match -> Matcher.quoteReplacement(named(match, table)));
    }

    /** The table with its storage parameters, which are the file's, and its indexes. */
    public static Queries queries(Outbox outbox) {
        Matcher storage = STORAGE.matcher(read());
        if (!storage.find()) {
            throw new IllegalStateException(FILE + " has no storage parameters");
        }
        return DSL.queries(
                createTableIfNotExists(outbox)
                        .column(outbox.id())
                        .column(
                                outbox.createdAt().getName(),
                                outbox.createdAt().getDataType().defaultValue(OutboxStatements.CLOCK))
                        .column(outbox.dueAt())
                        .column(
                                outbox.done().getName(),
                                outbox.done().getDataType().defaultValue(false))
                        .column(outbox.fenceMillis())
                        .column(outbox.entries())
                        .column(outbox.tags())
                        .constraint(constraint(index(outbox, "pkey")).primaryKey(outbox.id()))
                        .storage(storage.group(1)),
                createIndexIfNotExists(index(outbox, "pending"))
                        .on(outbox, outbox.createdAt(), outbox.id())
                        .where(outbox.isPending()),
                createIndexIfNotExists(index(outbox, "created")).on(outbox, outbox.createdAt()));
    }

    private static Name index(Outbox outbox, String what) {
        return quotedName(Identifiers.derive(outbox.getName(), what));
    }

    /** An index is made in its table's schema, and its name has no schema. */
    private static String named(MatchResult match, Name table) {
        return match.group(1) == null
                ? Identifiers.quoted(table)
                : Identifiers.quoted(quotedName(Identifiers.derive(table.last(), match.group(1))));
    }

    private static String read() {
        try (InputStream in = Objects.requireNonNull(OutboxDdl.class.getResourceAsStream(FILE), FILE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the DDL cannot be read from " + FILE, e);
        }
    }
}
