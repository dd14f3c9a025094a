package io.pgstride.examples.tour.report;

import io.pgstride.examples.tour.Numbers;
import io.pgstride.examples.tour.Step;
import io.pgstride.examples.tour.TourConsole;
import io.pgstride.examples.tour.TourException;
import io.pgstride.examples.tour.TourRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Everything that a run leaves for its reader. */
public final class Reports {
    private Reports() {}

    /** Prints the table, writes the files, and says whether all ways agreed. */
    public static boolean conclude(TourRun run, Path folder, TourConsole console) {
        console.print(ConsoleTable.of(run));
        Path page = folder.resolve("index.html");
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("tour.json"), JsonReport.of(run));
            Files.writeString(page, HtmlReport.of(run));
        } catch (IOException e) {
            throw new TourException("The reports could not be written to " + folder.toAbsolutePath() + ": " + e, e);
        }
        console.line(
                "%s in all. Charts, SQL and plans: %s".formatted(Numbers.seconds(run.took()), page.toAbsolutePath()));
        List<String> apart = run.disagreements().map(Step::pattern).toList();
        if (!apart.isEmpty()) {
            console.heading("FAILED: two ways gave different answers for: " + String.join("; ", apart));
        }
        return apart.isEmpty();
    }
}
