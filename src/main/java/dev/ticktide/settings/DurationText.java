package dev.ticktide.settings;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them in configuration files: a whole number and {@code ms}, {@code s}, {@code m}, {@code h} or {@code d}. */
public final class DurationText {

    /** What a duration looks like, for error messages. */
    public static final String FORMS = "a duration such as 250ms, 30s, 5m, 72h or 5d";

    /** A regular expression that every duration matches. */
    public static final String PATTERN = "([0-9]{1,9})(ms|s|m|h|d)";

    private static final Pattern FORM = Pattern.compile(PATTERN);

    private DurationText() {}

    static SimpleModule module() {
        return new SimpleModule().addSerializer(new Writer()).addDeserializer(Duration.class, new Reader());
    }

    /** The largest unit of which it is a whole number; what is below a millisecond is cut off. */
    public static String print(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 86_400_000 == 0 && millis != 0) {
            return millis / 86_400_000 + "d";
        } else if (millis % 3_600_000 == 0 && millis != 0) {
            return millis / 3_600_000 + "h";
        } else if (millis % 60_000 == 0 && millis != 0) {
            return millis / 60_000 + "m";
        } else if (millis % 1_000 == 0) {
            return millis / 1_000 + "s";
        }
        return millis + "ms";
    }

    private static final class Writer extends StdSerializer<Duration> {

        private static final long serialVersionUID = 1;

        Writer() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(print(value));
        }
    }

    private static final class Reader extends StdDeserializer<Duration> {

        private static final long serialVersionUID = 1;

        Reader() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String text = in.getText().trim();
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                return (Duration) context.handleWeirdStringValue(Duration.class, text, FORMS);
            }
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        }
    }
}
