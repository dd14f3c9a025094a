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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Code in the pages is code that compiles and runs. A block behind {@code <!-- code: FILE#TAG -->} must equal the region
 * of that file between the comments {@code tag::TAG[]} and {@code end::TAG[]}.
 */
class DocumentationTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern CODE =
            Pattern.compile("<!-- code: (\\S+)#(\\S+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);
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
