package io.pgstride.batching.internal.claim;

import io.pgstride.batching.InvalidClaimException;
import io.pgstride.batching.internal.ServerMessage;
import io.pgstride.core.SqlFailure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/** The statements of one claim, run. Thread-safe; each call is one round trip. */
final class Statements<R extends Record> {
    /** Of an adaptive size there may be many. */
    private static final int MOST_KEPT = 200;

    private static final int MOST_ATTEMPTS = 5;

    /** So that all attempts end within a third of it, as no heartbeat comes to a lease that is being acknowledged. */
    private static final int LOCK_TIMEOUTS_A_LEASE = 15;

    private final ClaimSpec<R> claim;
    private final @Nullable Duration lease;
    private final ClaimSql<R> claims;
    private final OutcomeSql outcomes;
    private final RowReader<R> reader;
    private final @Nullable Records<R> records;
    private final Map<String, Rendered> rendered = new ConcurrentHashMap<>();

    /**
     * How many rows were changed, and which were not.
     *
     * @param missing keys of rows that another one's lease has taken; always empty without leases
     */
    record Changed(int rows, Set<List<String>> missing) {}

    Statements(ClaimSpec<R> claim, @Nullable Duration lease) {
        this.claim = claim;
        this.lease = lease;
        this.claims = new ClaimSql<>(claim, lease);
        this.outcomes = new OutcomeSql(claim, lease != null);
        this.reader = new RowReader<>(claim);
        this.records = Records.of(claim.table());
    }

    /** In order; from a place on if there is one, under a token if there are leases. */
    Claimed<R> claim(DSLContext dsl, int most, @Nullable List<String> place, @Nullable UUID token) {
        boolean hinted = place != null;
        Rendered statement =
                rendered(dsl, (hinted ? "claim-from-" : "claim-") + most, () -> claims.claim(most, hinted));
        Binds binds = Binds.from(place).token(token);
        try {
            return Claimed.readable(rows(dsl, statement, binds));
        } catch (UnreadableRowsException e) {
            Query essentials = token == null ? claims.essentials(most, hinted) : claims.essentialsOfLease();
            return apart(dsl, essentials(Rendered.of(dsl, essentials).fetch(dsl, binds)));
        }
    }

    private List<Record> essentials(ResultQuery<Record> query) {
        try {
            return read(query.coerce(claims.essentials()));
        } catch (UnreadableRowsException e) {
            InvalidClaimException broken = claim.broken(
                    "found a row whose "
                            + claims.essentials().stream().map(Field::getName).collect(Collectors.joining(", "))
                            + " cannot be read, without which it cannot be put off; mend the row, or the columns' types and converters");
            broken.initCause(e.getCause());
            throw broken;
        }
    }

    /** Each row by itself, so that those that cannot be read do not keep the others from being so. */
    private Claimed<R> apart(DSLContext dsl, List<Record> essentials) {
        Claimed<R> apart = new Claimed<>(new ArrayList<>(), new ArrayList<>());
        for (Record essential : essentials) {
            Row<R> row = reader.essential(essential);
            try {
                apart.rows().addAll(rows(dsl, rendered(dsl, "row", claims::listed), binds(List.of(row.key()))));
            } catch (UnreadableRowsException e) {
                apart.unreadable().add(new Bisection.FailedRow<>(row, Objects.requireNonNull(e.getCause())));
            }
        }
        return apart;
    }

    /** Those that are still pending, locked again. */
    List<Row<R>> again(DSLContext dsl, Collection<List<String>> keys) {
        return rows(dsl, rendered(dsl, "again", claims::again), binds(keys));
    }

    int stillPending(DSLContext dsl, Collection<List<String>> keys) {
        Record count = rendered(dsl, "pending", claims::stillPending)
                .fetch(dsl, binds(keys))
                .fetchSingle();
        return count.get(0, Integer.class);
    }

    Changed done(DSLContext dsl, Collection<List<String>> keys, @Nullable UUID token) {
        return settle(dsl, rendered(dsl, "done", outcomes::done), binds(keys).token(token), keys);
    }

    Changed putOff(DSLContext dsl, @Nullable Field<OffsetDateTime> until, Outcomes<R> rows, @Nullable UUID token) {
        return settle(
                dsl,
                rendered(dsl, "put-off", () -> outcomes.putOff(until)),
                binds(rows).token(token),
                rows.keys());
    }

    Changed dead(DSLContext dsl, Outcomes<R> rows, @Nullable UUID token) {
        return settle(dsl, rendered(dsl, "dead", outcomes::dead), binds(rows).token(token), rows.keys());
    }

    Changed prolong(DSLContext dsl, Collection<List<String>> keys, UUID token, Duration lockTimeout) {
        if (claim.lease() == null || lease == null) {
            throw claim.broken("has no lease to prolong");
        }
        ClaimSpec.LeaseColumns columns = claim.lease();
        Duration time = lease;
        Rendered statement = rendered(dsl, "prolong", () -> outcomes.prolong(columns, time));
        return ours(dsl, statement, lockTimeout, binds(keys).token(token), keys);
    }

    Changed giveBack(DSLContext dsl, Collection<List<String>> keys, UUID token, Duration lockTimeout) {
        Rendered statement = rendered(dsl, "give-back", outcomes::giveBack);
        return ours(dsl, statement, lockTimeout, binds(keys).token(token), keys);
    }

    /** Where the next claim may begin after this row. */
    @Nullable
    List<String> place(Row<R> row) {
        return reader.place(row.record());
    }

    /**
     * What was worked for must not be lost by a deadlock, which is over when it is reported, nor by a row that somebody else locks for a while:
     * outside a transaction, the statement can come again, for half of the lease at most. Not after an interrupt, whose cancel is a
     * timeout too.
     */
    private Changed sent(
            DSLContext dsl, Rendered statement, Binds binds, Collection<List<String>> keys, Duration lease) {
        Duration lockTimeout = lease.dividedBy(LOCK_TIMEOUTS_A_LEASE);
        long start = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            try {
                return ours(dsl, statement, lockTimeout, binds, keys);
            } catch (DataAccessException e) {
                boolean passes = Failures.isRetryable(e)
                        || (Failures.isTimeout(e) && !Thread.currentThread().isInterrupted());
                if (!passes || attempt == MOST_ATTEMPTS || System.nanoTime() - start > lease.toNanos() / 2) {
                    throw e;
                }
            }
        }
    }

    private Changed settle(DSLContext dsl, Rendered statement, Binds binds, Collection<List<String>> keys) {
        try {
            Changed changed = lease == null
                    ? new Changed(statement.execute(dsl, binds), Set.of())
                    : sent(dsl, statement, binds, keys, lease);
            return unambiguous(changed, keys);
        } catch (DataAccessException e) {
            throw SqlFailure.in(e)
                    .filter(ServerMessage::isOfStatement)
                    .findFirst()
                    .<RuntimeException>map(failure -> unsettled(failure, e))
                    .orElse(e);
        }
    }

    /** No row is to blame, and each would lose its attempts. */
    private InvalidClaimException unsettled(SqlFailure failure, DataAccessException e) {
        InvalidClaimException broken = claim.broken("cannot say in the table what became of its rows ("
                + failure.state()
                + ServerMessage.of(failure).map(said -> ": " + said).orElse("")
                + "); mend its columns, what they are set to, or the role's privileges");
        broken.initCause(e);
        return broken;
    }

    private Changed unambiguous(Changed changed, Collection<List<String>> keys) {
        if (changed.rows() > keys.size()) {
            throw ambiguous();
        }
        return changed;
    }

    InvalidClaimException ambiguous() {
        return claim.broken(
                "has a key that is not unique, so that it changes rows that were not claimed; give key(…) all columns of a"
                        + " unique key, as the primary key of a partitioned table with the column it is partitioned by");
    }

    /** Of rows under a lease, of which some may be another one's by now. */
    private Changed ours(
            DSLContext dsl, Rendered statement, Duration lockTimeout, Binds binds, Collection<List<String>> keys) {
        return statement.read(dsl, lockTimeout, binds, rows -> changed(dsl, rows, keys));
    }

    /** The rows' keys are looked at only if some are missing. */
    private Changed changed(DSLContext dsl, ResultSet rows, Collection<List<String>> keys) throws SQLException {
        rows.last();
        int count = rows.getRow();
        if (count == keys.size()) {
            return new Changed(count, Set.of());
        }
        rows.beforeFirst();
        Set<List<String>> missing = new HashSet<>(keys);
        dsl.fetch(rows, claim.keys().toArray(Field<?>[]::new)).forEach(row -> missing.remove(keyOf(row)));
        return new Changed(count, missing);
    }

    private List<String> keyOf(Record keys) {
        return IntStream.range(0, claim.keys().size())
                .mapToObj(i -> String.valueOf(ValueText.of(claim.keys().get(i), keys.get(i))))
                .toList();
    }

    private List<Row<R>> rows(DSLContext dsl, Rendered statement, Binds binds) {
        Records<R> quick = records;
        List<R> found = quick != null && Rendered.isDirect(dsl)
                ? statement.read(dsl, binds, rows -> quick.all(dsl, rows))
                : fetched(statement.fetch(dsl, binds));
        return found.stream().map(reader::row).toList();
    }

    @SuppressWarnings("unchecked") // a table without known columns has records of no own type
    private List<R> fetched(ResultQuery<Record> query) {
        return claim.table().fields().length == 0 ? (List<R>) read(query) : read(query.coerce(claim.table()));
    }

    /** Lazily, as failures of the statement come before those of reading then. */
    private static <T extends Record> List<T> read(ResultQuery<T> query) {
        try (Cursor<T> rows = query.fetchLazy()) {
            return readAll(rows);
        }
    }

    private static <T extends Record> List<T> readAll(Cursor<T> rows) {
        try {
            return rows.fetch();
        } catch (RuntimeException e) {
            throw new UnreadableRowsException(e);
        }
    }

    private Binds binds(Collection<List<String>> keys) {
        return Binds.keys(keys, claim.keys().size());
    }

    private Binds binds(Outcomes<R> rows) {
        return binds(rows.keys())
                .put(SqlParts.BIND + OutcomeSql.PAUSES, ValueText.array(rows.pauses()))
                .put(SqlParts.BIND + OutcomeSql.COUNTED, ValueText.array(rows.counted(lease != null)))
                .put(SqlParts.BIND + OutcomeSql.ERRORS, ValueText.array(rows.reasons()));
    }

    /** Rendered by one of the workers that begin together. */
    private Rendered rendered(DSLContext dsl, String name, Supplier<Query> query) {
        Rendered kept = rendered.get(name);
        if (kept != null) {
            return kept;
        }
        return rendered.size() < MOST_KEPT
                ? rendered.computeIfAbsent(name, missing -> Rendered.of(dsl, query.get()))
                : Rendered.of(dsl, query.get());
    }
}
