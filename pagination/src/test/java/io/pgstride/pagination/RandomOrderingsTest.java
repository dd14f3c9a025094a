package io.pgstride.pagination;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * For any ordering, forward and backward, in pages of any size, the pages concatenate to exactly the ordered rows. Other
 * libraries lose rows at some page sizes only, so sizes vary too.
 */
@PostgresTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RandomOrderingsTest {
    private static final int ORDERINGS = 2_000;
    private static final int ORDERINGS_PER_DATA = 50;

    private Connection connection;
    private DSLContext dsl;

    @BeforeAll
    void connect(DataSource dataSource) throws SQLException {
        connection = dataSource.getConnection();
        dsl = DSL.using(connection, SQLDialect.POSTGRES);
        dsl.execute(RandomRows.DDL);
    }

    @AfterAll
    void disconnect() throws SQLException {
        connection.close();
    }

    @Test
    void pagesConcatenateToTheOrderedRows() {
        long seed = Long.getLong("pgstride.seed", System.nanoTime());
        Random random = new Random(seed);
        RandomRows rows = new RandomRows(dsl, random);
        for (int i = 0; i < ORDERINGS; i++) {
            if (i % ORDERINGS_PER_DATA == 0) {
                rows.reload();
            }
            RandomOrdering ordering = RandomOrdering.of(random);
            String what = "ordering " + i + " of -Dpgstride.seed=" + seed + ": " + ordering;
            List<Long> expected = ordering.expected(dsl);
            PageQuery<Record> query =
                    ordering.keyset().page(dsl).size(1 + random.nextInt(random.nextBoolean() ? 5 : 50));
            assertThat(RandomOrdering.ids(Walk.forward(query))).as(what).isEqualTo(expected);
            assertThat(RandomOrdering.ids(Walk.backward(query))).as(what).isEqualTo(expected);
        }
    }

    /** The control: the row comparison that serves NOT NULL keys loses rows of a nullable one, in the same walk. */
    @Test
    void aPlainRowComparisonLosesRowsWithNull() {
        RandomRows rows = new RandomRows(dsl, new Random(1));
        rows.reload();
        List<Long> expected =
                dsl.fetch("select id from rnd order by n nulls last, id").getValues("id", Long.class);
        List<Long> walked = new ArrayList<>();
        List<Long> page = dsl.fetch("select id from rnd order by n nulls last, id limit 7")
                .getValues("id", Long.class);
        while (!page.isEmpty()) {
            walked.addAll(page);
            page = dsl.fetch(
                            "select id from rnd where (n, id) > (select n, id from rnd where id = ?)"
                                    + " order by n nulls last, id limit 7",
                            page.get(page.size() - 1))
                    .getValues("id", Long.class);
        }
        assertThat(walked).hasSizeLessThan(expected.size()).isSubsetOf(expected);
    }
}
