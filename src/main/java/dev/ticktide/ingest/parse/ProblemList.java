package dev.ticktide.ingest.parse;

import dev.ticktide.http.ProblemDetail;
import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with one body, up to a bound so that a hostile one can't make the answer large. */
public final class ProblemList {

    /** Problems that an answer lists at most. */
    public static final int MAX = 100;

    private final List<ProblemDetail.Place> problems = new ArrayList<>();
    private boolean more;

    /** Adds a problem. Beyond {@link #MAX} it is only noted that there were more. */
    public void add(String pointer, ProblemCode code, String detail) {
        if (problems.size() < MAX) {
            problems.add(new ProblemDetail.Place(pointer, code, detail));
        } else {
            more = true;
        }
    }

    /** Whether nothing is wrong. */
    public boolean isEmpty() {
        return problems.isEmpty();
    }

    /** The rejection has the code of the first problem. */
    public Rejection toRejection() {
        String count = more ? "more than " + MAX : String.valueOf(problems.size());
        String detail = problems.size() == 1
                ? "1 value is wrong and nothing was stored; see errors"
                : count + " values are wrong and nothing was stored; see errors";
        return new Rejection(problems.get(0).code(), detail, List.copyOf(problems));
    }
}
