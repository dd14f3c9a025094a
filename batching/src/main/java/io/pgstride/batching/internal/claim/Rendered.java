package io.pgstride.batching.internal.claim;

import io.pgstride.core.UntypedText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.Context;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.impl.CustomQueryPart;

/**
 * A statement whose text was made once from jOOQ's parts, and runs through jOOQ with other values each time: rendering a claim takes the client
 * longer than running it.
 *
 * @param texts what stands around the bind variables, one more than there are of them
 * @param binds the names of the bind variables
 */
record Rendered(List<String> texts, List<String> binds) {
    private static final Pattern BIND = Pattern.compile(":(" + SqlParts.BIND + "[a-z_0-9]+)");

    static Rendered of(DSLContext dsl, Query query) {
        String sql = dsl.configuration()
                .deriveSettings(settings -> settings.withRenderNamedParamPrefix(":"))
                .dsl()
                .renderNamedParams(query);
        List<String> texts = new ArrayList<>();
        List<String> binds = new ArrayList<>();
        Matcher bind = BIND.matcher(sql);
        int end = 0;
        while (bind.find()) {
            texts.add(sql.substring(end, bind.start()));
            binds.add(bind.group(1));
            end = bind.end();
        }
        texts.add(sql.substring(end));
        return new Rendered(List.copyOf(texts), List.copyOf(binds));
    }

    ResultQuery<Record> fetch(DSLContext dsl, Binds values) {
        return dsl.resultQuery("{0}", new Text(this, values));
    }

    int execute(DSLContext dsl, Binds values) {
        return dsl.query("{0}", new Text(this, values)).execute();
    }

    /** As one part, so that jOOQ need not read the text for placeholders. */
    private static final class Text extends CustomQueryPart {
        private static final long serialVersionUID = 1L;

        private final transient Rendered statement;
        private final transient Binds values;

        Text(Rendered statement, Binds values) {
            this.statement = statement;
            this.values = values;
        }

        @Override
        public void accept(Context<?> context) {
            for (int i = 0; i < statement.binds.size(); i++) {
                context.sql(statement.texts.get(i)).visit(UntypedText.of(values.get(statement.binds.get(i))));
            }
            context.sql(statement.texts.get(statement.binds.size()));
        }
    }
}
