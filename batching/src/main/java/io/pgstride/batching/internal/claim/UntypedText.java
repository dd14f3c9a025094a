package io.pgstride.batching.internal.claim;

import java.sql.SQLException;
import java.sql.Types;
import org.jooq.BindingGetResultSetContext;
import org.jooq.BindingSQLContext;
import org.jooq.BindingSetStatementContext;
import org.jooq.Converter;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.conf.ParamType;
import org.jooq.impl.AbstractBinding;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * A bind variable whose type PostgreSQL finds itself, from what it is compared with: a bare {@code ?}, sent as text of unspecified type. So the
 * column's own operator and index serve, whatever type it was declared with in Java.
 */
final class UntypedText extends AbstractBinding<String, String> {
    private static final long serialVersionUID = 1L;
    private static final DataType<String> TYPE = SQLDataType.VARCHAR.asConvertedDataType(new UntypedText());

    private UntypedText() {}

    /** As PostgreSQL's input functions read it. */
    static Field<String> of(@Nullable String text) {
        return DSL.val(text, TYPE);
    }

    /** A place for one. */
    static Param<String> named(String name) {
        return DSL.param(name, TYPE);
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
}
