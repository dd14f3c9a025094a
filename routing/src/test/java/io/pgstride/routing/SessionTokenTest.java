package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.Lsn;
import io.pgstride.core.TokenFormat;
import io.pgstride.core.signing.SigningKey;
import java.net.HttpCookie;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionTokenTest {
    private static final ConsistencyToken EARLY = new ConsistencyToken(1, Lsn.parse("0/3000148"));
    private static final ConsistencyToken LATE = new ConsistencyToken(2, Lsn.parse("0/10"));

    private final TokenFormat signed = TokenFormat.signed(key());
    private final SessionToken session = SessionToken.of(signed);

    private static SigningKey key() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return SigningKey.of(bytes);
    }

    /** As the JDK's own reader of cookies sees it. */
    @Test
    void aCookieComesBack() {
        HttpCookie cookie =
                HttpCookie.parse("Set-Cookie: " + session.setCookie(EARLY)).get(0);
        assertThat(cookie.getName()).isEqualTo("pgstride-token");
        assertThat(cookie.getMaxAge()).isEqualTo(300);
        assertThat(cookie.getSecure()).isTrue();
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(session.inCookies("theme=dark; " + cookie.getName() + "=" + cookie.getValue() + "; lang=en"))
                .contains(EARLY);
    }

    @Test
    void theLatestOfSeveralHolds() {
        String both = "pgstride-token=" + signed.write(LATE) + ";pgstride-token=" + signed.write(EARLY);
        assertThat(session.inCookies(both)).contains(LATE);
        assertThat(session.route(both)).isEqualTo(Route.undeclared().after(LATE));
    }

    @Test
    void whatCannotBeReadIsNoToken() {
        String text = signed.write(EARLY);
        assertThat(session.inCookies(null)).isEmpty();
        assertThat(session.inCookies("")).isEmpty();
        assertThat(session.inCookies("pgstride-token=")).isEmpty();
        assertThat(session.inCookies("xpgstride-token=" + text)).isEmpty();
        assertThat(session.inCookies("pgstride-token=" + TokenFormat.plain().write(EARLY)))
                .isEmpty();
        assertThat(session.in(null)).isEmpty();
        assertThat(session.route("theme=dark")).isEqualTo(Route.undeclared());
        // The control: whoever does not sign believes what a client makes up.
        assertThat(SessionToken.of(TokenFormat.plain()).in(TokenFormat.plain().write(LATE)))
                .contains(LATE);
    }

    @Test
    void aHeaderOfOnesOwnDoesAsWell() {
        assertThat(session.in(session.write(EARLY))).contains(EARLY);
    }

    @Test
    void whatNoCookieMayBeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> session.name("a b"))
                .withMessageContaining("'a b'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> session.maxAge(Duration.ofMillis(999)))
                .withMessageContaining("a second");
        assertThat(session.name("seen").maxAge(Duration.ofMinutes(1)).setCookie(EARLY))
                .startsWith("seen=")
                .contains("; Max-Age=60;");
    }
}
