package io.pgstride.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

class PostgresExtensionTest {
    private static final Set<String> NAMES = ConcurrentHashMap.newKeySet();
    private static final CyclicBarrier BOTH = new CyclicBarrier(2);

    @BeforeEach
    void forget() {
        NAMES.clear();
    }

    @Test
    void classesInParallelHaveDatabasesOfTheirOwnThatAreDroppedAfterThem() {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(One.class), selectClass(Two.class))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "2")
                .execute();
        results.testEvents().assertStatistics(tests -> tests.succeeded(2).failed(0));
        assertThat(NAMES).hasSize(2).noneMatch(PostgresExtensionTest::exists);
    }

    @Test
    void anInstancePerClassMayTakeTheDatabaseInItsConstructor() {
        run(PerClass.class)
                .testEvents()
                .assertStatistics(tests -> tests.succeeded(2).failed(0));
        assertThat(NAMES).hasSize(1).noneMatch(PostgresExtensionTest::exists);
    }

    @Test
    void aScriptThatIsNotThereIsNamed() {
        run(WithoutScript.class)
                .containerEvents()
                .assertThatEvents()
                .haveExactly(1, event(finishedWithFailure(message(text -> text.contains("no script /nowhere.sql")))));
    }

    @Test
    void aScriptThatFailsIsNamedAndTheDatabaseIsDropped() {
        run(WithBrokenScript.class)
                .containerEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(finishedWithFailure(
                                message(text -> text.contains("broken.sql failed: ERROR: relation \"nothing\"")))));
        try (PostgresDatabase database = PostgresServer.shared().createDatabase("check")) {
            DSLContext dsl = database.dsl();
            assertThat(dsl.fetchExists(dsl.selectFrom("pg_database").where("datname like 'withbrokenscript%'")))
                    .isFalse();
        }
    }

    private static EngineExecutionResults run(Class<?> type) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(type))
                .execute();
    }

    private static boolean exists(String name) {
        try (PostgresDatabase database = PostgresServer.shared().createDatabase("check")) {
            DSLContext dsl = database.dsl();
            return dsl.fetchExists(dsl.selectFrom("pg_database").where("datname = ?", name));
        }
    }

    private static void meet(PostgresDatabase database) throws Exception {
        assertThat(exists(database.name())).isTrue();
        NAMES.add(database.name());
        BOTH.await(60, TimeUnit.SECONDS);
    }

    @PostgresTest
    static class One {
        @Test
        void meets(PostgresDatabase database) throws Exception {
            meet(database);
        }
    }

    @PostgresTest
    static class Two {
        @Test
        void meets(PostgresDatabase database) throws Exception {
            meet(database);
        }
    }

    @PostgresTest
    @TestInstance(Lifecycle.PER_CLASS)
    static class PerClass {
        private final PostgresDatabase database;

        PerClass(PostgresDatabase database) {
            this.database = database;
            NAMES.add(database.name());
        }

        @Test
        void one(PostgresDatabase parameter) {
            assertThat(parameter).isSameAs(database);
        }

        @Test
        void two(@JdbcUrl String url) {
            assertThat(url).isEqualTo(database.url());
        }
    }

    @PostgresTest(scripts = "/nowhere.sql")
    static class WithoutScript {
        @Test
        void neverRuns() {}
    }

    @PostgresTest(scripts = "broken.sql")
    static class WithBrokenScript {
        @Test
        void neverRuns() {}
    }
}
