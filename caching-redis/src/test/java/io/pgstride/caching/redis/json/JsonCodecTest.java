package io.pgstride.caching.redis.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonCodecTest {
    record Price(long cents, String currency) {}

    @Test
    void valuesComeBackAsTheyWent() throws Exception {
        JsonCodec<Price> prices = JsonCodec.of(Price.class);
        Price price = new Price(700, "€");
        assertThat(prices.encode(price)).asString(UTF_8).isEqualTo("{\"cents\":700,\"currency\":\"€\"}");
        assertThat(prices.decode(prices.encode(price))).isEqualTo(price);
    }

    @Test
    void typesHaveParameters() throws Exception {
        JsonCodec<Map<String, List<Price>>> lists = JsonCodec.of(new TypeReference<>() {});
        Map<String, List<Price>> value = Map.of("a", List.of(new Price(1, "EUR")), "b", List.of());
        assertThat(lists.decode(lists.encode(value))).isEqualTo(value);
    }

    @Test
    void ownMappersAreCopiedAndHaveNoDefaultTyping() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        JsonCodec<Price> prices = JsonCodec.of(mapper, new TypeReference<>() {});
        assertThat(prices.decode("{\"cents\":1}".getBytes(UTF_8))).isEqualTo(new Price(1, null));
        mapper.activateDefaultTyping(
                BasicPolymorphicTypeValidator.builder()
                        .allowIfBaseType(Object.class)
                        .build(),
                ObjectMapper.DefaultTyping.NON_FINAL);
        assertThat(prices.decode("{\"cents\":2}".getBytes(UTF_8))).isEqualTo(new Price(2, null));
        assertThatThrownBy(() -> JsonCodec.of(mapper, new TypeReference<Object>() {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("default typing");
    }
}
