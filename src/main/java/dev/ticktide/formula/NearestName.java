package dev.ticktide.formula;

import java.util.Collection;
import java.util.Comparator;

/** Finds the known name that is nearest to an unknown one. Thread-safe. */
public final class NearestName {

    private NearestName() {}

    /**
     * {@code ; did you mean "x"?} with the known name that the fewest changed letters lead to, of several rather one with the same
     * first letter; empty if none is near.
     */
    public static String hint(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt((String each) -> distance(name, each))
                        .thenComparing(each -> !each.regionMatches(true, 0, name, 0, 1))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(each -> distance(name, each) <= Math.max(2, name.length() / 2))
                .map(each -> "; did you mean \"" + each + "\"?")
                .orElse("");
    }

    /** Levenshtein distance, one row at a time. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
