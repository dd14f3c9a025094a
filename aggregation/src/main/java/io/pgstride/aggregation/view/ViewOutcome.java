package io.pgstride.aggregation.view;

import io.pgstride.core.PgstrideException;
import java.util.List;
import org.jooq.Name;

/** What became of one view of {@link MaterializedViews#refreshAll}. */
public sealed interface ViewOutcome {
    /** {@return the view, with its schema} */
    Name view();

    /**
     * It was refreshed.
     *
     * @param result of it
     */
    record Refreshed(RefreshResult result) implements ViewOutcome {
        @Override
        public Name view() {
            return result.refresh().view();
        }
    }

    /**
     * It was refused or failed; it shows what it showed before.
     *
     * @param view which
     * @param failure why
     */
    record Failed(Name view, PgstrideException failure) implements ViewOutcome {}

    /**
     * It was left alone, as views that it reads were not refreshed.
     *
     * @param view which
     * @param because these failed, or were skipped
     */
    record Skipped(Name view, List<Name> because) implements ViewOutcome {
        /**
         * Copies.
         *
         * @param view as above
         * @param because as above
         */
        public Skipped {
            because = List.copyOf(because);
        }
    }
}
