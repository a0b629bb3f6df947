package dev.ticktide.web.rest.formula;

import dev.ticktide.formula.syntax.Problem;
import java.util.List;

/**
 * Why a text is not accepted.
 *
 * @param line from 1
 * @param column from 1, in UTF-16 characters
 * @param length in characters, at least 1
 */
record ProblemView(int line, int column, int length, String message) {

    static List<ProblemView> of(List<Problem> problems) {
        return problems.stream()
                .map(problem -> new ProblemView(
                        problem.at().line(), problem.at().column(), problem.at().length(), problem.message()))
                .toList();
    }
}
