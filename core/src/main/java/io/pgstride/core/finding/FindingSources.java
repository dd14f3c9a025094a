package io.pgstride.core.finding;

import io.pgstride.core.PgstrideException;
import io.pgstride.core.internal.RolledBack;
import io.pgstride.core.internal.SavepointTransactions;
import io.pgstride.core.internal.finding.FailedSource;
import io.pgstride.core.internal.finding.FindingKeys;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** A set of finding sources with distinct ids. Immutable, and as thread-safe as its sources. */
public final class FindingSources {
    private static final Comparator<Finding> WORST_FIRST = Comparator.comparing(Finding::severity)
            .reversed()
            .thenComparing(Finding::key)
            .thenComparing(Finding::subject);

    /** By the id that each source gave at first. */
    private final Map<String, FindingSource> sources;

    private FindingSources(Map<String, FindingSource> sources) {
        this.sources = sources;
    }

    /**
     * {@return the sources on the class path or module path, as the thread's context class loader sees it}
     *
     * @throws PgstrideException if an id is malformed or cannot be told, or two sources share one
     * @throws java.util.ServiceConfigurationError if a registered source cannot be made
     */
    public static FindingSources load() {
        return of(ServiceLoader.load(FindingSource.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    /**
     * {@return these sources}
     *
     * @param sources in the order to ask them
     * @throws PgstrideException if an id is malformed or cannot be told, or two sources share one
     */
    public static FindingSources of(FindingSource... sources) {
        return of(Arrays.asList(sources));
    }

    /**
     * {@return these sources}
     *
     * @param sources in the order to ask them; copied
     * @throws PgstrideException if an id is malformed or cannot be told, or two sources share one
     */
    public static FindingSources of(Collection<? extends FindingSource> sources) {
        Map<String, FindingSource> byId = new LinkedHashMap<>();
        for (FindingSource source : sources) {
            String id = idOf(source);
            FindingSource other = byId.putIfAbsent(id, source);
            if (other != null) {
                throw new PgstrideException("Two finding sources have the id '" + id + "': "
                        + other.getClass().getName() + " and "
                        + source.getClass().getName() + "; rename or remove one");
            }
        }
        return new FindingSources(byId);
    }

    private static String idOf(FindingSource source) {
        String id;
        try {
            id = Objects.requireNonNull(source.id());
        } catch (Exception | LinkageError failure) {
            throw new PgstrideException(
                    "Finding source " + source.getClass().getName() + " cannot tell its id; mend or remove it",
                    failure);
        }
        FindingKeys.requireId(id);
        return id;
    }

    /** {@return the sources in the order they are asked; unmodifiable} */
    public List<FindingSource> sources() {
        return List.copyOf(sources.values());
    }

    /**
     * Asks all sources, one after the other.
     *
     * <p>Each source runs on one connection of the DSLContext and is rolled back: up to a savepoint where that connection is inside a
     * transaction, else in a transaction of its own. A source that throws, or does not link, yields a finding {@code <id>.unknown} of
     * {@link Severity#UNKNOWN}, with the SQLSTATE and the server's message as evidence, and does not keep the others from being asked. Blocks.
     *
     * @param dsl what they look at
     * @return what they found, worst first; unmodifiable
     */
    public List<Finding> find(DSLContext dsl) {
        List<Finding> all = new ArrayList<>();
        sources.forEach((id, source) -> all.addAll(find(id, source, dsl)));
        all.sort(WORST_FIRST);
        return List.copyOf(all);
    }

    private static List<Finding> find(String id, FindingSource source, DSLContext dsl) {
        try {
            return dsl.connectionResult(connection ->
                    RolledBack.on(connection, () -> List.copyOf(source.find(on(connection, dsl)))));
        } catch (Exception | LinkageError failure) {
            return List.of(FailedSource.finding(id, source, failure));
        }
    }

    private static DSLContext on(Connection connection, DSLContext dsl) {
        return DSL.using(dsl.configuration().derive(connection).derive(new SavepointTransactions(connection)));
    }
}
