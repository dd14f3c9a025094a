package io.pgstride.pagination.internal;

import java.util.Locale;
import org.jooq.Configuration;
import org.jooq.Name;
import org.jooq.Schema;
import org.jooq.Table;
import org.jooq.conf.RenderNameCase;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.RenderTable;
import org.jooq.conf.SettingsTools;
import org.jspecify.annotations.Nullable;

/**
 * How a table and its columns are named. Taken anew for each statement, as Settings can be changed, and a table may say its schema anew each time. Of
 * Settings, what else there is only changes how a text looks; to compare them as a whole, by their own equals, takes as long as a page's rendering.
 */
record Naming(
        @Nullable Name schema,
        @Nullable Boolean withSchema,
        @Nullable Boolean withCatalog,
        RenderTable withTable,
        RenderQuotedNames quoted,
        RenderNameCase nameCase,
        @Nullable Locale locale) {

    /** Whether names become other names; jOOQ itself sets an empty mapping. */
    static boolean isMapped(Configuration configuration) {
        var mapping = configuration.settings().getRenderMapping();
        return mapping != null
                && (mapping.getDefaultSchema() != null
                        || mapping.getDefaultCatalog() != null
                        || !mapping.getSchemata().isEmpty()
                        || !mapping.getCatalogs().isEmpty());
    }

    static Naming of(Table<?> table, Configuration configuration) {
        var settings = configuration.settings();
        Schema schema = table.getSchema();
        return new Naming(
                schema == null ? null : schema.getQualifiedName(),
                settings.isRenderSchema(),
                settings.isRenderCatalog(),
                settings.getRenderTable(),
                SettingsTools.getRenderQuotedNames(settings),
                SettingsTools.getRenderNameCase(settings),
                settings.getRenderLocale());
    }
}
