package dev.ticktide.web.view;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.ticktide.market.symbol.Timeframe;
import java.io.IOException;
import java.util.Locale;

/**
 * The form of values in JSON: a number that is not finite is {@code null}, a time is epoch milliseconds with microseconds as a
 * fraction, a constant is its name in lower case, a timeframe is its name.
 */
final class ViewModule extends SimpleModule {

    private static final long serialVersionUID = 1;

    @SuppressWarnings("rawtypes")
    ViewModule() {
        super("ticktide-views");
        JsonSerializer<Double> numbers = serializer((value, json) -> number(json, value));
        addSerializer(Double.class, numbers);
        addSerializer(Double.TYPE, numbers);
        addSerializer(Millis.class, serializer((value, json) -> time(json, value.micros())));
        addSerializer(Timeframe.class, serializer((value, json) -> json.writeString(value.name())));
        JsonSerializer<Enum> constants =
                serializer((value, json) -> json.writeString(value.name().toLowerCase(Locale.ROOT)));
        addSerializer(Enum.class, constants);
        addSerializer(Row.class, serializer((value, json) -> {
            json.writeStartArray();
            value.write(json);
            json.writeEndArray();
        }));
    }

    static void number(JsonGenerator json, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }

    static void time(JsonGenerator json, long micros) throws IOException {
        if (micros % Millis.MICROS == 0) {
            json.writeNumber(micros / Millis.MICROS);
        } else {
            json.writeNumber(micros / (double) Millis.MICROS);
        }
    }

    private interface Writer<T> {
        void write(T value, JsonGenerator json) throws IOException;
    }

    private static <T> JsonSerializer<T> serializer(Writer<T> writer) {
        return new JsonSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
                writer.write(value, json);
            }
        };
    }
}
