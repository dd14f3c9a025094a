package io.pgstride.examples.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgstride.examples.tour.TourTables;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jooq.Constants;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The committed tables and records are what jOOQ generates from the tour's schema. {@code -Dpgstride.codegen=write} writes
 * them anew; run spotless after it.
 */
@PostgresTest
class GeneratedCodeTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final String PACKAGE = GeneratedCodeTest.class.getPackageName();

    @Test
    void committedCodeIsWhatJooqGenerates(PostgresDatabase database, @TempDir Path generated) throws Exception {
        assumeTrue(Constants.MINOR_VERSION.equals("3.19"), "jOOQ 3.19 generates what is committed");
        TourTables.create(database.dsl());
        generate(database, generated);
        if ("write".equals(System.getProperty("pgstride.codegen"))) {
            copy(generated);
        }
        Map<Path, String> expected = code(generated);
        assertThat(expected).containsKey(Path.of("tables", "Events.java"));
        assertThat(code(SOURCES)).containsExactlyInAnyOrderEntriesOf(expected);
    }

    @Test
    void comparisonIgnoresFormattingOnly() {
        assertThat(significant("import a.B;\n/* x */ class A { // y\n int  b; }"))
                .isEqualTo("classA{intb;}");
        assertThat(significant("class A { int c; }")).isNotEqualTo(significant("class A { int b; }"));
    }

    private static void generate(PostgresDatabase database, Path folder) throws Exception {
        GenerationTool.generate(new Configuration()
                .withLogging(Logging.WARN)
                .withJdbc(new Jdbc()
                        .withUrl(database.url())
                        .withUser(database.user())
                        .withPassword(database.password()))
                .withGenerator(new Generator()
                        .withDatabase(new Database()
                                .withName("org.jooq.meta.postgres.PostgresDatabase")
                                .withInputSchema(PgstrideTour.PGSTRIDE_TOUR.getName())
                                .withIncludeRoutines(false)
                                .withIncludeIndexes(false)
                                .withIncludeCheckConstraints(false))
                        .withGenerate(tablesRecordsAndKeys())
                        .withTarget(new Target().withPackageName(PACKAGE).withDirectory(folder.toString()))));
    }

    private static Generate tablesRecordsAndKeys() {
        return new Generate()
                .withRecords(true)
                .withJavadoc(false)
                .withDefaultCatalog(false)
                .withGlobalCatalogReferences(false)
                .withGlobalSchemaReferences(false)
                .withImplicitJoinPathsToOne(false)
                .withImplicitJoinPathsToMany(false)
                .withWhereMethodOverrides(false)
                .withRenameMethodOverrides(false);
    }

    private static void copy(Path generated) throws IOException {
        for (Path file : code(generated).keySet()) {
            Path to = folder(SOURCES).resolve(file);
            Files.createDirectories(to.getParent());
            Files.writeString(to, Files.readString(folder(generated).resolve(file)));
        }
    }

    private static Map<Path, String> code(Path root) throws IOException {
        Map<Path, String> code = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder(root))) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .forEach(file -> code.put(folder(root).relativize(file), significant(read(file))));
        }
        return code;
    }

    private static Path folder(Path root) {
        return root.resolve(PACKAGE.replace('.', '/'));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without what the formatter may change: imports, comments and spaces. */
    private static String significant(String source) {
        return source.replaceAll("(?s)/\\*.*?\\*/", "")
                .replaceAll("(?m)//.*$|^import .*$", "")
                .replaceAll("\\s+", "")
                // jOOQ writes this one only where the JDK that generates knows it.
                .replace(",\"this-escape\"", "");
    }
}
