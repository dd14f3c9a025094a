package io.pgstride.testing.internal.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerProcessesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/x/postgres",
                "postgres",
                "postgres.exe",
                "/x/pg_ctl",
                "/x/initdb",
                "/x/redis-server-6.2.6-amd64"
            })
    void aServersProgramIsOurs(String command) {
        assertThat(isOurs(command, "other")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/x/sh", "/postgres/sh", "/x/postgres (deleted)", "/x/postgres.exe.old", "/x/my-redis-server"})
    void anotherProgramIsNotWhateverItsShortName(String command) {
        assertThat(isOurs(command, "postgres")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "//"})
    void aCommandWithoutAFileNameLeavesItToTheShortName(String command) {
        assertThat(isOurs(command, "")).isFalse();
        assertThat(isOurs(command, "sh")).isFalse();
        assertThat(isOurs(command, "postgres")).isTrue();
    }

    @Test
    void noCommandLeavesItToTheShortName() {
        assertThat(ServerProcesses.isOurProgram(Optional.empty(), () -> "sh")).isFalse();
        assertThat(ServerProcesses.isOurProgram(Optional.empty(), () -> "postgres"))
                .isTrue();
    }

    private static boolean isOurs(String command, String shortName) {
        return ServerProcesses.isOurProgram(Optional.of(command), () -> shortName);
    }
}
