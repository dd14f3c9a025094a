package io.pgstride.batching.internal.backfill;

import java.sql.SQLException;
import java.sql.Types;
import org.jooq.Binding;
import org.jooq.BindingGetResultSetContext;
import org.jooq.BindingGetSQLInputContext;
import org.jooq.BindingGetStatementContext;
import org.jooq.BindingRegisterContext;
import org.jooq.BindingSQLContext;
import org.jooq.BindingSetSQLOutputContext;
import org.jooq.BindingSetStatementContext;
import org.jooq.Converter;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.conf.ParamType;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * A bind variable whose type PostgreSQL finds itself, from what it is compared with: a bare {@code ?}, sent as text of unspecified type.
 */
final class UntypedText implements Binding<String, String> {
    private static final long serialVersionUID = 1L;
    private static final DataType<String> TYPE = SQLDataType.VARCHAR.asConvertedDataType(new UntypedText());

    private UntypedText() {}

    /** As PostgreSQL's input functions read it. */
    static Field<String> of(String text) {
        return DSL.val(text, TYPE);
    }

    @Override
    public Converter<String, String> converter() {
        return Converter.of(String.class, String.class, text -> text, text -> text);
    }

    @Override
    public void sql(BindingSQLContext<String> context) {
        if (context.render().paramType() == ParamType.INLINED) {
            context.render().visit(DSL.inline(context.value(), SQLDataType.VARCHAR));
        } else {
            context.render().sql(context.variable());
        }
    }

    @Override
    public void set(BindingSetStatementContext<String> context) throws SQLException {
        context.statement().setObject(context.index(), context.value(), Types.OTHER);
    }

    @Override
    public void get(BindingGetResultSetContext<String> context) throws SQLException {
        context.value(context.resultSet().getString(context.index()));
    }

    @Override
    public void register(BindingRegisterContext<String> context) {
        throw new UnsupportedOperationException("only bound to statements");
    }

    @Override
    public void set(BindingSetSQLOutputContext<String> context) {
        throw new UnsupportedOperationException("only bound to statements");
    }

    @Override
    public void get(BindingGetStatementContext<String> context) {
        throw new UnsupportedOperationException("only bound to statements");
    }

    @Override
    public void get(BindingGetSQLInputContext<String> context) {
        throw new UnsupportedOperationException("only bound to statements");
    }
}
