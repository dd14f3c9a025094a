package io.pgstride.batching.internal.bulk;

import java.util.Map;

/**
 * A table as the catalog describes it.
 *
 * @param relation its unqualified name, as the server's messages write it
 * @param copyable whether COPY does what INSERT does: not with row level security, rules, or a view
 * @param nullsFinal whether no trigger can fill in a NULL
 */
record Target(String relation, boolean copyable, boolean nullsFinal, Map<String, TargetColumn> columns) {}
