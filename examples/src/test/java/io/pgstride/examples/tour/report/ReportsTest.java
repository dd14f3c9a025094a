package io.pgstride.examples.tour.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.pgstride.examples.tour.TourRun;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportsTest {
    private final TourRun run = SampleRun.of();
    private final String html = HtmlReport.of(run);

    @Test
    void pageIsWellFormedAndHoldsEveryChapter() throws Exception {
        List<String> headings = texts(parsed(html), "h2");
        assertThat(headings).containsExactly("Summary", "OFFSET against keyset", SampleRun.HOSTILE);
    }

    @Test
    void textsOfOthersAreEscaped() throws Exception {
        assertThat(html).doesNotContain("<script>alert");
        assertThat(texts(parsed(html), "script")).singleElement().asString().contains("beforeprint");
    }

    @Test
    void pageNeedsNothingFromElsewhere() {
        assertThat(Pattern.compile("(?i)https?:|//[a-z]|@import|url\\(|\\bsrc=|<link")
                        .matcher(html)
                        .results())
                .isEmpty();
    }

    @Test
    void chartsTellTheirFiguresInWords() throws Exception {
        assertThat(texts(parsed(html), "desc"))
                .containsExactly(
                        "Both axes logarithmic, rows before the page."
                                + " OFFSET: 0.400 ms at 0, 292 ms at 950k. OR: 280 ms at 950k. Keyset: 0.400 ms at 0, 0.300 ms at 950k.");
        for (Element svg : elements(parsed(html), "svg")) {
            assertThat(svg.getAttribute("role")).isEqualTo("img");
            for (String id : svg.getAttribute("aria-labelledby").split(" ")) {
                assertThat(html).contains("id=\"" + id + "\"");
            }
        }
    }

    @Test
    void verdictCountsWhatWasComparedAndWhatWasNot() throws Exception {
        assertThat(verdict(true, null)).isEqualTo("Both ways gave the same answer in 1 step; 1 step was not compared.");
        assertThat(verdict(true, true)).isEqualTo("Both ways gave the same answer in 2 steps.");
        assertThat(verdict(true, false, null, null))
                .isEqualTo("Two ways gave different answers in 1 step of 2; 2 steps were not compared.");
        assertThat(verdict(null, null)).isEqualTo("No step was compared.");
    }

    private static String verdict(@Nullable Boolean... answers) throws Exception {
        for (Element paragraph : elements(parsed(HtmlReport.of(SampleRun.withAnswers(answers))), "p")) {
            if (paragraph.getAttribute("class").startsWith("verdict")) {
                return paragraph.getTextContent();
            }
        }
        throw new AssertionError("No verdict");
    }

    @Test
    void linksLeadToChapters() throws Exception {
        for (Element link : elements(parsed(html), "a")) {
            assertThat(html).contains("id=\"" + link.getAttribute("href").substring(1) + "\"");
        }
    }

    @Test
    void jsonHasEveryStepAndNullWhereAFigureDoesNotApply() throws Exception {
        JsonNode rows = new JsonMapper().readTree(JsonReport.of(run));
        assertThat(rows.get(0).toString())
                .isEqualTo("{\"chapter\":\"OFFSET against keyset\",\"pattern\":\"all events, after 950,000 rows\","
                        + "\"slow_ms\":292.0,\"fast_ms\":0.312,\"slow_buffers\":100136,\"fast_buffers\":4,"
                        + "\"same_result\":true}");
        assertThat(rows.get(1).get("slow_ms").isNull()).isTrue();
        assertThat(rows.get(1).get("fast_buffers").asInt()).isEqualTo(3);
        assertThat(rows.get(1).get("same_result").isNull()).isTrue();
    }

    @Test
    void consoleTableHasEveryStep() {
        assertThat(ConsoleTable.of(run).lines())
                .anyMatch(line -> line.matches(
                        "\\s+all events, after 950,000 rows\\s+292\\s+0\\.312\\s+935×\\s+100,136\\s+4\\s+yes"))
                .anyMatch(line -> line.matches("\\s+nothing to time\\s+–\\s+–\\s+–\\s+–\\s+3\\s+–"));
    }

    private static Document parsed(String html) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }

    private static List<String> texts(Document page, String name) {
        return elements(page, name).stream().map(Element::getTextContent).toList();
    }

    private static List<Element> elements(Document page, String name) {
        NodeList found = page.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }
}
