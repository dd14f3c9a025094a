package io.pgstride.testing.internal;

import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A PostgreSQL server in a container.
 *
 * <p>Not Testcontainers' own PostgreSQLContainer: its jar and the core's share a package, so a module cannot require both.
 */
final class ContainerPostgres implements RunningPostgres {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerPostgres.class);
    private static final int PORT = 5432;
    private static final String PASSWORD = "test";

    /** The image starts the server once to set it up, without TCP, and once for good. */
    private static final String READY = ".*database system is ready to accept connections.*\\s";

    private final GenericContainer<?> container;
    private final JdbcTarget target;

    private ContainerPostgres(GenericContainer<?> container) {
        this.container = container;
        this.target = new JdbcTarget(container.getHost(), container.getMappedPort(PORT), "postgres", PASSWORD);
    }

    static RunningPostgres start(String tag, PostgresSpec spec) {
        DockerEngine.require(Setting.POSTGRES);
        String image = "postgres:" + spec.imageTag(tag);
        GenericContainer<?> container = new GenericContainer<>(image);
        container
                .withExposedPorts(PORT)
                .withEnv("POSTGRES_PASSWORD", PASSWORD)
                .withCommand(command(spec))
                .waitingFor(Wait.forLogMessage(READY, 2));
        spec.port().ifPresent(port -> container.setPortBindings(List.of(port + ":" + PORT)));
        DockerEngine.start(container, image);
        LOG.info("PostgreSQL: container of {} on port {}", image, container.getMappedPort(PORT));
        return new ContainerPostgres(container);
    }

    private static String[] command(PostgresSpec spec) {
        Stream<String> settings = spec.effectiveSettings().entrySet().stream()
                .flatMap(setting -> Stream.of("-c", setting.getKey() + "=" + setting.getValue()));
        return Stream.concat(Stream.of("postgres"), settings).toArray(String[]::new);
    }

    @Override
    public JdbcTarget target() {
        return target;
    }

    @Override
    public void close() {
        container.stop();
        ShutdownHook.remove(this);
    }

    @Override
    public String toString() {
        return "container " + container.getDockerImageName();
    }
}
