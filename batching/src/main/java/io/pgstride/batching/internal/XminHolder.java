package io.pgstride.batching.internal;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Who keeps VACUUM from removing rows of this database's tables that died since.
 *
 * <p>A session does so from its oldest snapshot, and from its first write to the end of the transaction, also between statements when
 * it has no snapshot. Only sessions of this database count, and those that send a standby's needs; slots and prepared transactions
 * hold on without any session. VACUUM itself holds nothing back, and autovacuum's ANALYZE is left out, as nobody is to end it.
 *
 * @param session empty where it is none, or may not be seen
 * @param seconds how long its transaction is open; null where it has none, as a standby and a slot, or where it may not be seen
 * @param transactions how many began since
 * @param hidden whether the role must not see it
 * @param mend SQL that ends it, if any does
 * @see <a href="https://github.com/postgres/postgres/blob/REL_17_STABLE/src/backend/storage/ipc/procarray.c">ComputeXidHorizons</a>
 */
public record XminHolder(
        String who,
        Optional<Session> session,
        @Nullable Double seconds,
        long transactions,
        boolean hidden,
        @Nullable String mend) {
    private static final String SQL = """
            select case when a.datname is null then 'standby ' || coalesce(nullif(a.application_name, ''), a.pid::text)
                        else 'session ' || a.pid end as who,
                   a.application_name as application, a.usename::text as role, a.state,
                   extract(epoch from clock_timestamp() - a.xact_start)::float8 as seconds,
                   greatest(age(a.backend_xid), age(a.backend_xmin))::bigint as transactions,
                   a.datname is not null and a.usesysid is not null and a.backend_type is null as hidden,
                   case when a.datname is not null then 'select pg_terminate_backend(' || a.pid || ')' end as mend
              from pg_stat_activity a
             where (a.backend_xid is not null or a.backend_xmin is not null)
               and a.pid <> pg_backend_pid()
               and (a.datname = current_database()
                    or a.datname is null and a.pid in (select pid from pg_stat_replication))
               and a.backend_type is distinct from 'autovacuum worker'
               and not exists (select from pg_stat_progress_vacuum v where v.pid = a.pid)
            union all
            select 'prepared transaction ' || gid, null, null, null, extract(epoch from clock_timestamp() - prepared)::float8,
                   age(transaction)::bigint, false, 'rollback prepared ' || quote_literal(gid)
              from pg_prepared_xacts where database = current_database()
            union all
            select 'replication slot ' || slot_name, null, null, null, null, age(xmin)::bigint, false, null
              from pg_replication_slots where xmin is not null
             order by transactions desc
            """;

    /** What a session tells of itself, without its query. */
    public record Session(String application, String role, String state) {
        private static Optional<Session> of(Record row) {
            String state = row.get("state", String.class);
            return state == null
                    ? Optional.empty()
                    : Optional.of(new Session(
                            Objects.requireNonNullElse(row.get("application", String.class), ""),
                            Objects.requireNonNullElse(row.get("role", String.class), ""),
                            state));
        }
    }

    /** How long its transaction is open, or zero. */
    public Duration time() {
        return seconds == null ? Duration.ZERO : Duration.ofMillis((long) (1000 * seconds));
    }

    /** All of them, the oldest first. */
    public static List<XminHolder> all(DSLContext dsl) {
        return dsl.resultQuery(SQL)
                .fetch(row -> new XminHolder(
                        row.get("who", String.class),
                        Session.of(row),
                        row.get("seconds", Double.class),
                        row.get("transactions", long.class),
                        row.get("hidden", boolean.class),
                        row.get("mend", String.class)));
    }
}
