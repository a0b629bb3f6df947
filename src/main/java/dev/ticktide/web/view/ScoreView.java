package dev.ticktide.web.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.ticktide.market.signal.SignalScore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a signal turned out after some bars; {@code known} whether that many have closed. */
@JsonPropertyOrder({"horizonBars", "forwardReturn", "hit", "tie", "final"})
public record ScoreView(
        int horizonBars,
        @Nullable Double forwardReturn,
        @Nullable Boolean hit,
        boolean tie,
        @JsonProperty("final") boolean known) {

    private static final List<Integer> HORIZONS = List.of(5, 10, 20);

    /** One for each horizon, whether its score is known or not. */
    public static List<ScoreView> of(List<SignalScore> scores) {
        return HORIZONS.stream()
                .map(horizon -> of(
                        horizon,
                        scores.stream()
                                .filter(score -> score.horizonBars() == horizon)
                                .findFirst()
                                .orElse(null)))
                .toList();
    }

    private static ScoreView of(int horizon, @Nullable SignalScore known) {
        return known == null
                ? new ScoreView(horizon, null, null, false, false)
                : new ScoreView(
                        horizon, known.forwardReturn(), known.tie() ? null : (Boolean) known.hit(), known.tie(), true);
    }
}
