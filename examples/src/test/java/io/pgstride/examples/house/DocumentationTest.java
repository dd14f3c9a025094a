package io.pgstride.examples.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Code in the pages is code that compiles and runs. A block behind {@code <!-- code: FILE#TAG -->} must equal the region
 * of that file between the comments {@code tag::TAG[]} and {@code end::TAG[]}; one that cannot, because it elides, says
 * {@code <!-- sketch -->}.
 */
class DocumentationTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern CODE =
            Pattern.compile("<!-- code: (\\S+)#(\\S+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern MARKER = Pattern.compile("<!-- code: \\S+#\\S+ -->");
    private static final String SKETCH = "<!-- sketch -->";
    private static final Pattern NAME = Pattern.compile("`(?:(\\w+Test)\\.?)?(\\w+)?`");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!\\w+:|#)([^)#\\s]+)");

    static List<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void codeIsTakenFromFilesThatCompile(Path page) throws IOException {
        Matcher code = CODE.matcher(Files.readString(page));
        while (code.find()) {
            assertThat(code.group(3))
                    .as("%s, block %s#%s", page.getFileName(), code.group(1), code.group(2))
                    .isEqualTo(region(ROOT.resolve(code.group(1)), code.group(2)));
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyBlockOfJavaSaysWhereItIsFrom(Path page) throws IOException {
        assertThat(unmarked(Files.readString(page)))
                .as("%s", page.getFileName())
                .isEmpty();
    }

    @Test
    void aBlockWithoutMarkerAndAMarkerWithoutBlockAreSeen() {
        assertThat(unmarked("text\n```java\nx\n```")).containsExactly("```java after: text");
        assertThat(unmarked("<!-- code: File.java -->\n```java")).hasSize(2);
        assertThat(unmarked("<!-- code: File.java#tag -->\ntext")).hasSize(1);
        assertThat(unmarked("<!-- code: File.java#tag -->\n\n```java\n```\n<!-- sketch -->\n```java"))
                .isEmpty();
    }

    private static List<String> unmarked(String page) {
        List<String> lines =
                page.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        List<String> found = new ArrayList<>();
        String before = "";
        for (String line : lines) {
            boolean block = line.startsWith("```java");
            boolean marked = MARKER.matcher(before).matches() || before.equals(SKETCH);
            if (block && !marked) {
                found.add(line + " after: " + before);
            }
            if (!block && (before.contains("<!-- code:") || before.equals(SKETCH))) {
                found.add("no java after: " + before);
            }
            if (line.contains("<!-- code:") && !MARKER.matcher(line).matches()) {
                found.add("not FILE#TAG: " + line);
            }
            before = line;
        }
        return found;
    }

    /** A row of docs/transactions.md is a test of that name. */
    @Test
    void whatHappensWhenIsTested() throws IOException {
        List<String> rows = Files.readAllLines(ROOT.resolve("docs/transactions.md")).stream()
                .dropWhile(line -> !line.equals("## What happens when"))
                .filter(line -> line.startsWith("| ") && !line.startsWith("| event "))
                .map(line -> line.substring(line.lastIndexOf('|', line.length() - 2)))
                .toList();
        assertThat(rows).hasSizeGreaterThan(25).allMatch(row -> row.contains("`"));
        for (String row : rows) {
            Matcher name = NAME.matcher(row);
            while (name.find()) {
                assertThat(isTest(name.group(1), name.group(2)))
                        .as("%s of docs/transactions.md is a test", name.group())
                        .isTrue();
            }
        }
        assertThat(isTest(null, "noSuchTest")).isFalse();
    }

    /** So is one of docs/batching-failures.md, of module batching. */
    @Test
    void whatBatchingDoesWhenItFailsIsTested() throws IOException {
        List<String> rows = Files.readAllLines(ROOT.resolve("docs/batching-failures.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| event "))
                .map(line -> line.substring(line.lastIndexOf('|', line.length() - 2)))
                .toList();
        assertThat(rows).hasSizeGreaterThan(25).allMatch(row -> row.contains("Test."));
        for (String row : rows) {
            Matcher name = NAME.matcher(row);
            while (name.find()) {
                assertThat(isBatchingTest(String.valueOf(name.group(1)), String.valueOf(name.group(2))))
                        .as("%s of docs/batching-failures.md is a test", name.group())
                        .isTrue();
            }
        }
        assertThat(isBatchingTest("BulkFaultsTest", "noSuchTest")).isFalse();
    }

    /** So is one of docs/routing-wrapper.md, of module routing. */
    @Test
    void whatARoutedConnectionDoesIsTested() throws IOException {
        Path tests = ROOT.resolve("routing/src/test/java/io/pgstride/routing");
        List<String> rows = Files.readAllLines(ROOT.resolve("docs/routing-wrapper.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| what "))
                .map(line -> line.substring(line.lastIndexOf('|', line.length() - 2)))
                .toList();
        assertThat(rows).hasSizeGreaterThan(20).allMatch(row -> row.contains("Test."));
        for (String row : rows) {
            Matcher name = NAME.matcher(row);
            while (name.find()) {
                assertThat(declares(tests.resolve(name.group(1) + ".java"), String.valueOf(name.group(2))))
                        .as("%s of docs/routing-wrapper.md is a test", name.group())
                        .isTrue();
            }
        }
        assertThat(declares(tests.resolve("WrapperTest.java"), "noSuchTest")).isFalse();
    }

    /** So is one of the table about PgBouncer in docs/pools.md, of module core. */
    @Test
    void whatASessionIsWorthBehindPgBouncerIsTested() throws IOException {
        List<String> rows = Files.readAllLines(ROOT.resolve("docs/pools.md")).stream()
                .dropWhile(line -> !line.startsWith("| what | there |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("| "))
                .map(line -> line.substring(line.lastIndexOf('|', line.length() - 2)))
                .toList();
        assertThat(rows).hasSizeGreaterThan(10).allMatch(row -> row.contains("`"));
        for (String row : rows) {
            Matcher name = NAME.matcher(row);
            while (name.find()) {
                String type = name.group(1) == null ? "PgBouncerTest" : name.group(1);
                Path file =
                        ROOT.resolve("core/src/test/java/io/pgstride/core/pool").resolve(type + ".java");
                assertThat(declares(file, String.valueOf(name.group(2))))
                        .as("%s of docs/pools.md is a test", name.group())
                        .isTrue();
            }
        }
    }

    private static boolean isBatchingTest(String type, String method) throws IOException {
        Path tests = ROOT.resolve("batching/src/test/java/io/pgstride/batching");
        Path file = tests.resolve("fault").resolve(type + ".java");
        return declares(Files.exists(file) ? file : tests.resolve(type + ".java"), method);
    }

    private static boolean isTest(@Nullable String type, @Nullable String method) throws IOException {
        Path tests = ROOT.resolve("core/src/test/java/io/pgstride/core/transaction");
        Path file = tests.resolve((type == null ? "HookSemanticsTest" : type) + ".java");
        return method == null || declares(file, method);
    }

    private static boolean declares(Path file, String method) throws IOException {
        return Pattern.compile("@(Test|ParameterizedTest)(?:[^;{}]|\\(\\w+ = \\{[^;{}]*}\\))*\\bvoid " + method + "\\(")
                .matcher(Files.readString(file))
                .find();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Path page) throws IOException {
        List<String> broken = new ArrayList<>();
        Matcher link = LINK.matcher(Files.readString(page));
        while (link.find()) {
            if (!Files.exists(page.resolveSibling(link.group(1)))) {
                broken.add(link.group(1));
            }
        }
        assertThat(broken).as("links of %s", page.getFileName()).isEmpty();
    }

    private static String region(Path file, String tag) {
        try (Stream<String> lines = Files.lines(file)) {
            List<String> region = lines.dropWhile(line -> !line.contains("tag::" + tag + "[]"))
                    .skip(1)
                    .takeWhile(line -> !line.contains("end::" + tag + "[]"))
                    .toList();
            assertThat(region).as("region %s of %s", tag, file).isNotEmpty();
            return region.stream().collect(Collectors.joining("\n")).stripIndent() + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
