package io.pgstride.core.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.InvalidTokenException;
import io.pgstride.core.Lsn;
import io.pgstride.core.TokenFormat;
import io.pgstride.core.signing.SigningKey;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The code of docs/transactions.md: a token leaves with the answer to a write, and comes back with a read. */
@PostgresTest
class SendingTokenTest {
    private static final byte[] THIS_MONTHS_SECRET = new byte[32];
    private static final byte[] LAST_MONTHS_SECRET =
            "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    // tag::format[]
    private final TokenFormat format =
            TokenFormat.signed(SigningKey.of(THIS_MONTHS_SECRET), SigningKey.of(LAST_MONTHS_SECRET));
    // end::format[]

    private final Transactions transactions;
    private final Map<String, String> response = new HashMap<>();

    SendingTokenTest(PostgresDatabase database) {
        transactions = Transactions.on(TransactionHooks.wrap(
                database.dataSource(), HookOptions.ofDefaults().withTokens()));
    }

    @BeforeAll
    static void createTable(PostgresDatabase database) {
        database.dsl().execute("create table note (text text)");
    }

    private void write(Optional<ConsistencyToken> known) {
        // tag::write[]
        transactions.run(dsl -> {
            dsl.execute("insert into note values (?)", "to be seen by its writer");
            TransactionHooks.of(dsl)
                    .afterCommit(committed -> committed.token().ifPresent(commit -> {
                        ConsistencyToken both = known.map(before -> ConsistencyToken.latest(before, commit))
                                .orElse(commit);
                        response.put("X-Consistency-Token", format.write(both));
                    }));
        });
        // end::write[]
    }

    // tag::read[]
    private Optional<ConsistencyToken> known(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(format.read(header));
        } catch (InvalidTokenException refused) { // refused.reason() is for your metrics
            return Optional.empty();
        }
    }
    // end::read[]

    @Test
    void aTokenGoesOutAndComesBack() {
        write(known(null));
        String first = response.get("X-Consistency-Token");
        Optional<ConsistencyToken> commit = known(first);
        assertThat(commit).isPresent();
        write(commit);
        assertThat(known(response.get("X-Consistency-Token")).orElseThrow()).isGreaterThan(commit.orElseThrow());
    }

    @Test
    void aLaterTokenIsNotReplacedByAnEarlierCommit() {
        ConsistencyToken later = new ConsistencyToken(2, new Lsn(0));
        write(Optional.of(later));
        assertThat(known(response.get("X-Consistency-Token"))).hasValue(later);
    }

    @Test
    void aForgedTokenCountsAsNone() {
        write(Optional.empty());
        String genuine = String.valueOf(response.get("X-Consistency-Token"));
        assertThat(known(genuine)).isPresent();
        assertThat(known(genuine.replaceFirst("^1\\.1\\.", "1.2."))).isEmpty();
        assertThat(known(TokenFormat.plain().write(known(genuine).orElseThrow())))
                .isEmpty();
    }
}
