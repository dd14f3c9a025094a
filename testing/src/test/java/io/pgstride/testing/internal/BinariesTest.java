package io.pgstride.testing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinariesTest {
    private final Binaries renamed = new Binaries(URI.create("file:/renamed.jar"), Binaries.UNKNOWN);

    @TempDir
    Path unpacked;

    @Test
    void theMajorThatTheJarDoesNotNameIsReadFromTheUnpackedFiles() throws IOException {
        Files.createDirectories(unpacked.resolve("share/postgresql"));
        Files.writeString(unpacked.resolve("share/postgresql/postgres.bki"), "# PostgreSQL 18\ncreate pg_proc 1255\n");
        assertThat(renamed.majorIn(unpacked)).isEqualTo(18);
        assertThat(renamed.label()).isEqualTo("of unknown version");
    }

    @Test
    void itIsSaidWhereTheyDoNotNameItEither() {
        assertThatThrownBy(() -> renamed.majorIn(unpacked)).hasMessageContaining("postgres.bki");
    }
}
