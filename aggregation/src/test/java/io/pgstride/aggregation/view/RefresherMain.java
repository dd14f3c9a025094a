package io.pgstride.aggregation.view;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.postgresql.ds.PGSimpleDataSource;

/** Runs in a JVM of its own, and refreshes the view when it is told to: by MaterializedViews, by a bare statement, or by one behind a flag in a table. */
final class RefresherMain {
    static final String READY = "ready";
    static final String OURS = "ours";
    static final String BARE = "bare";
    static final String FLAGGED = "flagged";

    private RefresherMain() {}

    public static void main(String... arguments) throws IOException {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(arguments[0]);
        DSLContext dsl = DSL.using(dataSource, SQLDialect.POSTGRES);
        dsl.fetch("select 1");
        System.out.println(READY);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String told = in.readLine(); told != null; told = in.readLine()) {
            System.out.println(told + " " + answer(told, dataSource, dsl));
        }
    }

    private static String answer(String told, PGSimpleDataSource dataSource, DSLContext dsl) {
        switch (told) {
            case OURS -> {
                RefreshResult result = Sales.views(dataSource).refresh(Sales.DAILY);
                return result.refresh().id() + (result.shared() ? " shared" : " own");
            }
            case FLAGGED -> {
                dsl.execute("update flag set running = true");
                refresh(dsl);
                dsl.execute("update flag set running = false");
            }
            default -> refresh(dsl);
        }
        return "done";
    }

    private static void refresh(DSLContext dsl) {
        dsl.execute("refresh materialized view concurrently daily");
    }
}
