package io.pgstride.batching.internal.run;

import javax.sql.DataSource;

/** Which notifications end a wait, and where a connection for them comes from. */
public record WakeUp(String channel, DataSource dataSource) {}
