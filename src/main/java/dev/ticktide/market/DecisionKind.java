package dev.ticktide.market;

import java.util.Locale;

/** The kinds of {@link Decision}. The labels are part of the store's format. */
public enum DecisionKind {
    BARS_CLOSED {
        @Override
        public Decision read(String subject, long time, String body) {
            return new BarsClosed(subject, time);
        }
    },
    NEW_GENERATION {
        @Override
        public Decision read(String subject, long time, String body) {
            return new NewGeneration(subject, time, Long.parseLong(body));
        }
    },
    CORRECTION {
        @Override
        public Decision read(String subject, long time, String body) {
            return Correction.read(subject, time, body);
        }
    };

    /** The name as stored. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A decision of this kind from its parts. Fails with {@link IllegalArgumentException} if they make none. */
    public abstract Decision read(String subject, long time, String body);

    /** The kind with this label. Fails with {@link IllegalArgumentException} if there is none. */
    public static DecisionKind of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
