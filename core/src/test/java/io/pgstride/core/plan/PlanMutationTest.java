package io.pgstride.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged plans are read or refused with a PlanParseException; nothing else comes out, and what was read can be used. */
class PlanMutationTest {
    private static final int ROUNDS = 5_000 * Integer.getInteger("pgstride.stress", 1);
    private static final List<String> TOKENS = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\\u12",
            "null",
            "true",
            "Infinity",
            "NaN",
            "-",
            "1e999",
            "-0.00",
            "99999999999999999999999",
            "\"Plans\": [",
            "\"Plan\": ",
            "\"Node Type\": \"X\"",
            "\0",
            "\ud800",
            "[[[[[[[[");

    @Test
    void damageNeverGivesAnotherException() {
        long seed = Long.getLong("pgstride.seed", System.nanoTime());
        Random random = new Random(seed);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String damaged = damage(random);
            try {
                use(QueryPlan.parse(damaged));
                read++;
            } catch (PlanParseException expected) {
                if (expected.offset() < 0 || expected.offset() > damaged.length()) {
                    fail("-Dpgstride.seed=" + seed + " round " + round + ": offset " + expected.offset());
                }
            } catch (RuntimeException | StackOverflowError other) {
                fail("-Dpgstride.seed=" + seed + " round " + round + ": " + damaged, other);
            }
        }
        // Both ways out must have been taken, or the damage is too weak or too strong to tell anything.
        assertThat(read).as("seed %s", seed).isBetween(ROUNDS / 100, ROUNDS - ROUNDS / 100);
    }

    private static String damage(Random random) {
        StringBuilder text = new StringBuilder(SamplePlan.JSON);
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + 1 + random.nextInt(random.nextInt(20) == 0 ? 400 : 4));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
                case 2 -> text.insert(at, text.substring(at, end));
                case 3 -> text.setCharAt(at, (char) (random.nextInt(96) + 32));
                default -> text.replace(at, end, TOKENS.get(random.nextInt(TOKENS.size())));
            }
        }
        return text.toString();
    }

    private static void use(QueryPlan plan) {
        plan.toText();
        plan.planningTime();
        plan.triggers();
        plan.settings();
        plan.planningBuffers();
        plan.queryIdentifier();
        plan.nodes().forEach(node -> {
            node.buffers();
            node.planRows();
            node.planWidth();
            node.actualTotalTime();
            node.rowsRemovedByFilter();
            node.sortKey();
            node.neverExecuted();
        });
    }
}
