package io.pgstride.batching.bulk;

import java.sql.SQLException;
import org.jooq.Binding;
import org.jooq.BindingGetResultSetContext;
import org.jooq.BindingGetSQLInputContext;
import org.jooq.BindingGetStatementContext;
import org.jooq.BindingRegisterContext;
import org.jooq.BindingSQLContext;
import org.jooq.BindingSetSQLOutputContext;
import org.jooq.BindingSetStatementContext;
import org.jooq.Converter;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** A Binding that changes both the SQL and the value. */
final class Shouting implements Binding<String, Shouting.Tag> {
    private static final long serialVersionUID = 1L;

    record Tag(String text) {}

    static Field<Tag> column(String name) {
        return DSL.field(DSL.name(name), SQLDataType.VARCHAR.asConvertedDataType(new Shouting()));
    }

    @Override
    public Converter<String, Tag> converter() {
        return Converter.ofNullable(String.class, Tag.class, Tag::new, Tag::text);
    }

    @Override
    public void sql(BindingSQLContext<Tag> context) {
        context.render().visit(DSL.sql("upper(")).sql(context.variable()).sql(")");
    }

    @Override
    public void set(BindingSetStatementContext<Tag> context) throws SQLException {
        context.statement()
                .setString(
                        context.index(),
                        context.value() == null ? null : context.value().text() + "!");
    }

    @Override
    public void register(BindingRegisterContext<Tag> context) {}

    @Override
    public void set(BindingSetSQLOutputContext<Tag> context) {}

    @Override
    public void get(BindingGetResultSetContext<Tag> context) {}

    @Override
    public void get(BindingGetStatementContext<Tag> context) {}

    @Override
    public void get(BindingGetSQLInputContext<Tag> context) {}
}
