package io.pgstride.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.testing.children.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class WatchdogStartTest {
    private static final String WARNING = "Watchdog: not running";

    @TempDir(cleanup = CleanupMode.ALWAYS)
    Path temporary;

    @Test
    void optionsMeantForTheJvmOfTheTestsDoNotKeepItFromStarting() throws IOException {
        try (ChildJvm child = redis(Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseParallelGC"))) {
            child.await("ready=");
            child.process().destroyForcibly();
            Path servers = temporary.resolve("pgstride-" + System.getProperty("user.name") + "/servers");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(servers).isEmptyDirectory());
        }
    }

    @Test
    void oneThatEndsAtOnceIsSaid() throws IOException {
        Path setsid = temporary.resolve("setsid");
        Files.writeString(setsid, "#!/bin/sh\nexit 1\n");
        assertThat(setsid.toFile().setExecutable(true)).isTrue();
        assertThat(linesOf(redis(Map.of("PATH", temporary + ":" + System.getenv("PATH")))))
                .contains(WARNING, "ready=");
        assertThat(linesOf(redis(Map.of()))).contains("ready=").doesNotContain(WARNING);
    }

    private ChildJvm redis(Map<String, String> environment) {
        return ChildJvm.running("redis")
                .option("java.io.tmpdir", temporary.toString())
                .option("pgstride.redis", "embedded")
                .environment(environment)
                .start();
    }

    private static String linesOf(ChildJvm child) throws IOException {
        try (child) {
            child.process().getOutputStream().close();
            return child.rest();
        }
    }
}
