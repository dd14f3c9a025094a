package io.pgstride.pagination.internal;

import java.util.Locale;
import org.jooq.conf.RenderMapping;
import org.jooq.conf.RenderNameCase;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.RenderTable;
import org.jooq.conf.Settings;
import org.jspecify.annotations.Nullable;

/**
 * How jOOQ's Settings name tables and columns. Taken anew for each statement, as Settings can be changed, and compared in place of them: their own
 * equals looks at some two hundred, most of which only change how a text looks.
 *
 * @param mapping as text, since the schemas in it can be changed too; empty if there is none
 */
record Naming(
        String mapping,
        @Nullable Boolean schema,
        @Nullable Boolean catalog,
        RenderTable table,
        RenderQuotedNames quoted,
        RenderNameCase nameCase,
        @Nullable Locale locale) {

    static Naming of(Settings settings) {
        RenderMapping mapping = settings.getRenderMapping();
        return new Naming(
                mapping == null ? "" : mapping.toString(),
                settings.isRenderSchema(),
                settings.isRenderCatalog(),
                settings.getRenderTable(),
                settings.getRenderQuotedNames(),
                settings.getRenderNameCase(),
                settings.getRenderLocale());
    }
}
