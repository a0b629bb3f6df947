package dev.ticktide.ingest;

import dev.ticktide.ingest.parse.ProblemCode;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendReply.Status;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The result of a whole batch, whichever nodes it went to.
 *
 * @param refusal why it is not stored as a whole, {@code null} if it is
 * @param stored events newly stored, late ones included
 * @param replaced candles that took the place of stored ones
 * @param conflicts positions in the batch, ascending, whose candle is stored with other values and stays so
 */
record IngestOutcome(
        @Nullable ProblemCode refusal, int stored, int duplicate, int late, int replaced, List<Integer> conflicts) {

    /** Refusals that a repeated batch would get again, in the order in which one of several is reported. */
    private static final List<Status> FINAL = List.of(
            Status.REMOVED, Status.HISTORY_LIMIT, Status.HISTORY_GIVEN_UP, Status.HISTORY_CROWDED, Status.SYMBOL_LIMIT);

    /** One in which nothing was replaced. */
    IngestOutcome(@Nullable ProblemCode refusal, int stored, int duplicate, int late, List<Integer> conflicts) {
        this(refusal, stored, duplicate, late, 0, conflicts);
    }

    /** A shipment and what its node said. */
    record Answered(Shipment shipment, AppendReply reply) {}

    static IngestOutcome refused(ProblemCode code) {
        return new IngestOutcome(code, 0, 0, 0, List.of());
    }

    static IngestOutcome merge(List<Answered> answers) {
        Set<Status> statuses = EnumSet.noneOf(Status.class);
        for (Answered answered : answers) {
            statuses.add(answered.reply().status());
        }
        if (statuses.equals(EnumSet.of(Status.STORED))) {
            return stored(answers);
        }
        // These would come again however often the sender repeats the batch, so "unknown, try again" would never
        // end.
        if (statuses.contains(Status.CONFLICT)) {
            return new IngestOutcome(ProblemCode.CANDLE_CONFLICT, 0, 0, 0, conflicts(answers));
        }
        for (Status status : FINAL) {
            if (statuses.contains(status)) {
                return refused(codeOf(status));
            }
        }
        if (statuses.contains(Status.STORED)
                || statuses.contains(Status.OUTCOME_UNKNOWN)
                || statuses.contains(Status.OWNER_GONE)) {
            return refused(ProblemCode.OUTCOME_UNKNOWN);
        }
        return refused(codeOf(answers.get(0).reply().status()));
    }

    private static IngestOutcome stored(List<Answered> answers) {
        int stored = 0;
        int duplicate = 0;
        int late = 0;
        int replaced = 0;
        for (Answered answered : answers) {
            stored += answered.reply().stored();
            duplicate += answered.reply().duplicate();
            late += answered.reply().late();
            replaced += answered.reply().replaced();
        }
        return new IngestOutcome(null, stored, duplicate, late, replaced, conflicts(answers));
    }

    private static List<Integer> conflicts(List<Answered> answers) {
        List<Integer> positions = new ArrayList<>();
        for (Answered answered : answers) {
            for (int index : answered.reply().conflicts()) {
                positions.add(answered.shipment().positions().get(index));
            }
        }
        positions.sort(null);
        return positions;
    }

    private static ProblemCode codeOf(Status status) {
        return switch (status) {
            case OVERLOADED -> ProblemCode.OVERLOADED;
            case NOT_OWNER, STORAGE_UNAVAILABLE -> ProblemCode.STORAGE_UNAVAILABLE;
            case STORAGE_FULL -> ProblemCode.STORAGE_FULL;
            case STORAGE_DAMAGED -> ProblemCode.STORAGE_DAMAGED;
            case SYMBOL_LIMIT -> ProblemCode.SYMBOL_LIMIT;
            case REMOVED -> ProblemCode.BEHIND_RETENTION;
            case DRAINING -> ProblemCode.DRAINING;
            case HISTORY_LIMIT -> ProblemCode.HISTORY_LIMIT;
            case HISTORY_CROWDED -> ProblemCode.HISTORY_CROWDED;
            case HISTORY_GIVEN_UP -> ProblemCode.HISTORY_GIVEN_UP;
            case CONFLICT -> ProblemCode.CANDLE_CONFLICT;
            case STORED, OUTCOME_UNKNOWN, OWNER_GONE -> ProblemCode.OUTCOME_UNKNOWN;
        };
    }
}
