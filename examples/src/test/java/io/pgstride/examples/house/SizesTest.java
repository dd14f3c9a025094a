package io.pgstride.examples.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The house's measure: small files and small methods. Prints the figures; generated code does not count. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SizesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path GENERATED = Path.of("io", "pgstride", "examples", "db");

    private record Sized(String name, int lines) {}

    private final List<Sized> files = new ArrayList<>();
    private final List<Sized> methods = new ArrayList<>();

    @BeforeAll
    void measure() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(sources()));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                String name =
                        ROOT.relativize(Path.of(unit.getSourceFile().getName())).toString();
                files.add(new Sized(
                        name,
                        unit.getSourceFile().getCharContent(true).toString().split("\n").length));
                new Methods(unit, positions, name).scan(unit, null);
            }
        }
        files.sort(Comparator.comparingInt(Sized::lines));
        methods.sort(Comparator.comparingInt(Sized::lines));
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .flatMap(SizesTest::javaFiles)
                    .toList();
        }
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths
                    .filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !path.endsWith("module-info.java") && !path.endsWith("package-info.java"))
                    .filter(path -> !folder.relativize(path).startsWith(GENERATED))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void filesAreSmall() {
        print("file", files);
        assertThat(percentile(files, 50)).as("median of a file's lines").isLessThanOrEqualTo(70);
        assertThat(percentile(files, 95)).as("95% of the files").isLessThanOrEqualTo(220);
    }

    @Test
    void methodsAreSmall() {
        print("method", methods);
        assertThat(percentile(methods, 95)).as("95% of the methods").isLessThanOrEqualTo(20);
        assertThat(methods)
                .last()
                .satisfies(longest -> assertThat(longest.lines).as(longest.name).isLessThanOrEqualTo(60));
    }

    private static void print(String what, List<Sized> sorted) {
        System.out.printf(
                "%d %ss: median %d lines, p95 %d, longest %s%n",
                sorted.size(), what, percentile(sorted, 50), percentile(sorted, 95), sorted.get(sorted.size() - 1));
    }

    private static int percentile(List<Sized> sorted, int percent) {
        return sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1).lines;
    }

    private final class Methods extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final String file;

        Methods(CompilationUnitTree unit, SourcePositions positions, String file) {
            this.unit = unit;
            this.positions = positions;
            this.file = file;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            if (method.getBody() != null && positions.getStartPosition(unit, method) >= 0) {
                long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, method.getBody()));
                long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, method));
                methods.add(new Sized(file + "#" + method.getName(), (int) (last - first + 1)));
            }
            return super.visitMethod(method, unused);
        }
    }
}
