package io.pgstride.testing.internal;

import io.pgstride.testing.ServerStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.error.OsArchitectureNotFound;

/** The library's binary and the file that configures it, both in the directory of the server, by which the watchdog knows it. */
final class RedisProgram {
    private RedisProgram() {}

    /** The command that runs a server there. */
    static List<String> install(ServerDirectory directory, int port, RedisSpec spec) throws IOException {
        Path home = directory.path();
        String program = unpack(home).toString();
        String configuration = Files.writeString(home.resolve("redis.conf"), configuration(home, port, spec))
                .toString();
        return spec.sentinel() ? List.of(program, configuration, "--sentinel") : List.of(program, configuration);
    }

    private static Path unpack(Path home) throws IOException {
        try {
            return ExecutableProvider.newJarResourceProvider(home.toFile())
                    .get()
                    .toPath();
        } catch (OsArchitectureNotFound e) {
            throw new ServerStartException(
                    "There is no embedded Redis for this platform (" + System.getProperty("os.name") + ", "
                            + System.getProperty("os.arch") + "); choose another server with " + Setting.REDIS,
                    e);
        }
    }

    private static String configuration(Path home, int port, RedisSpec spec) {
        String asked = spec.config().entrySet().stream()
                .map(option -> option.getKey() + " " + option.getValue() + "\n")
                .collect(Collectors.joining());
        String place = home.toString().replace('\\', '/');
        return """
                bind 127.0.0.1
                port %d
                dir "%s"
                pidfile "%s/redis.pid"
                save ""
                appendonly no
                """.formatted(port, place, place) + asked;
    }
}
