package io.pgstride.pagination;

import java.sql.SQLException;
import java.time.OffsetDateTime;
import org.jooq.Binding;
import org.jooq.BindingGetResultSetContext;
import org.jooq.BindingGetSQLInputContext;
import org.jooq.BindingGetStatementContext;
import org.jooq.BindingRegisterContext;
import org.jooq.BindingSQLContext;
import org.jooq.BindingSetSQLOutputContext;
import org.jooq.BindingSetStatementContext;
import org.jooq.Converter;

/** Reads infinity as pgjdbc does: {@code OffsetDateTime.MAX} and {@code MIN}. */
final class InfiniteTimeBinding implements Binding<OffsetDateTime, OffsetDateTime> {
    private static final long serialVersionUID = 1L;

    @Override
    public Converter<OffsetDateTime, OffsetDateTime> converter() {
        return Converter.of(OffsetDateTime.class, OffsetDateTime.class, time -> time, time -> time);
    }

    @Override
    public void sql(BindingSQLContext<OffsetDateTime> context) {
        context.render().sql("?::timestamptz");
    }

    @Override
    public void get(BindingGetResultSetContext<OffsetDateTime> context) throws SQLException {
        context.value(context.resultSet().getObject(context.index(), OffsetDateTime.class));
    }

    @Override
    public void set(BindingSetStatementContext<OffsetDateTime> context) throws SQLException {
        context.statement().setObject(context.index(), context.value());
    }

    @Override
    public void register(BindingRegisterContext<OffsetDateTime> context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void set(BindingSetSQLOutputContext<OffsetDateTime> context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void get(BindingGetStatementContext<OffsetDateTime> context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void get(BindingGetSQLInputContext<OffsetDateTime> context) {
        throw new UnsupportedOperationException();
    }
}
