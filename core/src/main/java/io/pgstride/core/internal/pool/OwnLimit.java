package io.pgstride.core.internal.pool;

import io.pgstride.core.internal.pool.Sessions.Owner;
import java.util.Collection;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;

/** The limit of a role or a database, which holds for all but superusers. */
record OwnLimit(boolean ofRole, String name, int connections) {
    private static final String SQL = """
            SELECT true, rolname::text, rolconnlimit FROM pg_roles
             WHERE rolname = ANY (?) AND rolconnlimit >= 0 AND NOT rolsuper
             UNION ALL
            SELECT false, datname::text, datconnlimit FROM pg_database
             WHERE datname = ANY (?) AND datconnlimit >= 0
             ORDER BY 1 DESC, 2""";

    /** Those of the roles and databases of some pools. */
    static List<OwnLimit> read(DSLContext dsl, Collection<Owner> owners) {
        String[] roles = owners.stream().map(Owner::role).distinct().toArray(String[]::new);
        String[] databases = owners.stream().map(Owner::database).distinct().toArray(String[]::new);
        return dsl.fetch(SQL, roles, databases).map(OwnLimit::of);
    }

    private static OwnLimit of(Record row) {
        return new OwnLimit(row.get(0, Boolean.class), row.get(1, String.class), row.get(2, Integer.class));
    }

    String subject() {
        return (ofRole ? "role " : "database ") + name;
    }

    /** Whether a session counts for this limit. */
    boolean holds(Owner owner) {
        return name.equals(ofRole ? owner.role() : owner.database());
    }
}
