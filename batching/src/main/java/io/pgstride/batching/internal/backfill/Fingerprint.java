package io.pgstride.batching.internal.backfill;

import static io.pgstride.batching.internal.backfill.Checkpoints.STATEMENT;
import static io.pgstride.batching.internal.backfill.Checkpoints.VERB;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.conf.ParamType;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * What a backfill does, to be told from what another does under its name. Values are no part of it: of a set or of a time they differ between
 * processes of the same program.
 *
 * @param verb as {@link BatchStatement#verb()} says it
 * @param statement a hash of the SQL with placeholders; null where whatever comes next is accepted
 */
record Fingerprint(String verb, @Nullable String statement) {
    /** The same in each process, whatever the application's own are. */
    private static final Settings FIXED = new Settings().withLocale(Locale.ROOT).withParamType(ParamType.INDEXED);

    private static final int BYTES = 16;

    static Fingerprint of(DSLContext dsl, BatchStatement statement) {
        DSLContext fixed = DSL.using(dsl.configuration().derive(FIXED).derive(SQLDialect.POSTGRES));
        return new Fingerprint(statement.verb(), hash(fixed.render(statement.compared(fixed))));
    }

    static Fingerprint of(Record backfill) {
        return new Fingerprint(backfill.get(VERB), backfill.get(STATEMENT));
    }

    private static String hash(String sql) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(sql.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
