package io.pgstride.batching.internal.job;

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
import org.jooq.impl.DSL;

/** The DDL files, with the user's name for the table. */
public final class JobDdl {
    private static final Pattern NAME = Pattern.compile("pgstride_job(?:_([a-z]+))?");

    private JobDdl() {}

    /** A file beside JobTable's class. */
    public static String of(String file, Name table) {
        return NAME.matcher(read(file)).replaceAll(match -> Matcher.quoteReplacement(named(match, table)));
    }

    /** An index is made in its table's schema, and its name has no schema. */
    private static String named(MatchResult match, Name table) {
        return match.group(1) == null
                ? Identifiers.quoted(table)
                : Identifiers.quoted(DSL.quotedName(Identifiers.derive(table.last(), match.group(1))));
    }

    private static String read(String file) {
        String path = "/io/pgstride/batching/job/" + file;
        try (InputStream in = Objects.requireNonNull(JobDdl.class.getResourceAsStream(path), path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the DDL cannot be read from " + path, e);
        }
    }
}
