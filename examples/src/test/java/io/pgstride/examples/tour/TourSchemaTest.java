package io.pgstride.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresServer;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

@PostgresTest
class TourSchemaTest {
    private final PostgresDatabase database;
    private final TourSchema schema;

    TourSchemaTest(PostgresDatabase database) {
        this.database = database;
        this.schema = new TourSchema(named(database));
    }

    @Test
    void dropEndsTheToursSessionsInThisDatabaseOnly(PostgresServer server) throws Exception {
        schema.create();
        try (PostgresDatabase elsewhere = server.createDatabase("elsewhere");
                Connection stranger = named(elsewhere).getConnection();
                Connection own = named(database).getConnection()) {
            schema.drop();

            assertThat(own.isValid(5)).isFalse();
            assertThat(stranger.isValid(5)).isTrue();
        }
    }

    @Test
    void aSchemaThatIsGoneIsNoErrorAndOneMadeSinceIsKept(DSLContext dsl) {
        schema.create();
        dsl.execute("DROP SCHEMA pgstride_tour");
        schema.drop();

        dsl.execute("CREATE SCHEMA pgstride_tour");
        schema.drop();
        assertThat(dsl.execute("DROP SCHEMA pgstride_tour")).isZero();
    }

    private static PGSimpleDataSource named(PostgresDatabase database) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.url());
        dataSource.setUser(database.user());
        dataSource.setPassword(database.password());
        dataSource.setApplicationName("pgstride-tour-test");
        return dataSource;
    }
}
