package io.pgstride.testing.internal;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** A Redis server in a container. */
final class ContainerRedis implements RunningRedis {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerRedis.class);
    private static final int PORT = 6379;

    private final GenericContainer<?> container;
    private final URI uri;

    private ContainerRedis(GenericContainer<?> container, URI uri) {
        this.container = container;
        this.uri = uri;
    }

    static RunningRedis start(String image, RedisSpec spec) {
        DockerEngine.require(Setting.REDIS);
        GenericContainer<?> container = new GenericContainer<>(image);
        container.withExposedPorts(PORT).waitingFor(Wait.forLogMessage(".*Ready to accept connections.*\\s", 1));
        container.withCommand(command(spec));
        spec.port().ifPresent(port -> container.setPortBindings(List.of(port + ":" + PORT)));
        DockerEngine.start(container, image);
        URI uri = URI.create("redis://" + container.getHost() + ":" + container.getMappedPort(PORT));
        LOG.info("Redis: container of {} at {}", image, uri);
        return new ContainerRedis(container, uri);
    }

    private static String[] command(RedisSpec spec) {
        Stream<String> options = spec.config().entrySet().stream()
                .flatMap(option -> Stream.concat(
                        Stream.of("--" + option.getKey()),
                        Stream.of(option.getValue().split("\\s+"))));
        return Stream.concat(Stream.of("redis-server"), options).toArray(String[]::new);
    }

    @Override
    public URI uri() {
        return uri;
    }

    @Override
    public void flush() {
        RedisConnection.run(uri, "FLUSHALL");
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
