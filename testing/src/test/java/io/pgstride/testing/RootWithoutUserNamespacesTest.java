package io.pgstride.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.testing.children.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Containers often forbid user namespaces; here a program of the same name, first on the path, stands for that. */
@EnabledIf("isRootOnLinux")
class RootWithoutUserNamespacesTest {

    static boolean isRootOnLinux() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("user.name").equals("root");
    }

    @Test
    void theServerRunsAsNobody(@TempDir Path programs) throws Exception {
        try (ChildJvm child = childWith("unshare", programs)) {
            Path data = Path.of(child.await("postgres="));
            child.await("ready=");
            assertThat(Files.getAttribute(data.resolve("postmaster.pid"), "unix:uid"))
                    .isEqualTo(65_534);
            child.process().getOutputStream().close();
            assertThat(child.process().waitFor()).isZero();
            assertThat(data).doesNotExist();
        }
    }

    @Test
    void soDoesAClusterWhoseFormerPrimaryBecameAStandby(@TempDir Path programs) throws Exception {
        try (ChildJvm child = childWith("unshare", programs, "cluster")) {
            Path data = Path.of(child.await("cluster="));
            child.await("ready=");
            for (String file : new String[] {"postmaster.pid", "standby.signal", "postgresql.auto.conf", "pg_wal"}) {
                assertThat(Files.getAttribute(data.resolve(file), "unix:uid")).isEqualTo(65_534);
            }
            child.process().getOutputStream().close();
            assertThat(child.process().waitFor()).isZero();
            assertThat(data).doesNotExist();
        }
    }

    @Test
    void whereThatIsForbiddenTooTheErrorSaysWhatToDo(@TempDir Path programs) throws IOException {
        failing("setpriv", programs);
        try (ChildJvm child = childWith("unshare", programs)) {
            child.await("refused=");
            assertThat(child.rest()).contains("Root cannot run PostgreSQL", "Run the tests as another user");
        }
    }

    private static ChildJvm childWith(String failing, Path programs) throws IOException {
        return childWith(failing, programs, "postgres");
    }

    private static ChildJvm childWith(String failing, Path programs, String server) throws IOException {
        failing(failing, programs);
        return ChildJvm.running(server)
                .option("pgstride.postgres", "embedded")
                .environment(Map.of("PATH", programs + ":" + System.getenv("PATH")))
                .start();
    }

    private static void failing(String program, Path directory) throws IOException {
        Path script = directory.resolve(program);
        Files.writeString(script, "#!/bin/sh\necho '" + program + ": Operation not permitted' >&2\nexit 1\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }
}
