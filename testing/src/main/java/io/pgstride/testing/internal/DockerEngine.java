package io.pgstride.testing.internal;

import io.pgstride.testing.ServerStartException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/** Testcontainers' Docker engine, with errors that name our switches. */
final class DockerEngine {
    private static final int TAIL = 3000;

    private DockerEngine() {}

    static void require(Setting setting) {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new ServerStartException("Testcontainers was chosen by " + setting
                    + ", but no Docker engine answers. Start one or tell Testcontainers where it is (DOCKER_HOST), "
                    + "or leave the switch out to use an embedded server.");
        }
    }

    static void start(GenericContainer<?> container, String image) {
        try {
            container.start();
        } catch (RuntimeException e) {
            String log = container.getContainerId() == null ? "" : container.getLogs();
            container.stop();
            throw new ServerStartException(
                    "The container of %s did not start: %s\nThe end of its log:\n%s"
                            .formatted(image, e.getMessage(), log.substring(Math.max(0, log.length() - TAIL))),
                    e);
        }
    }
}
