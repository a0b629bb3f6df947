package dev.ticktide.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes a rejection as {@code application/problem+json} (RFC 9457). */
public final class Problems {

    public static final String MEDIA_TYPE = "application/problem+json";

    private static final String KEPT = "stored before with other values, which stay as they are";
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final int TYPICAL_SIZE = 512;

    private Problems() {}

    /** What became of a request that is stored but for what is in conflict, or that replaced something. */
    static byte[] stored(Outcome outcome, Parsed.Events events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_SIZE);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("status", outcome.stored() + outcome.replaced() > 0 ? "stored" : "kept");
            json.writeNumberField("stored", outcome.stored());
            json.writeNumberField("duplicate", outcome.duplicate());
            json.writeNumberField("late", outcome.late());
            json.writeNumberField("replaced", outcome.replaced());
            json.writeNumberField("kept", outcome.conflicts().size());
            json.writeArrayFieldStart("conflicts");
            for (int position : outcome.conflicts()
                    .subList(0, Math.min(ProblemList.MAX, outcome.conflicts().size()))) {
                write(json, new Problem(events.pointer(position), ProblemCode.CANDLE_CONFLICT, KEPT));
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory can't fail", e);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, Problem problem) throws IOException {
        json.writeStartObject();
        json.writeStringField("pointer", problem.pointer());
        json.writeStringField("code", problem.code().label());
        json.writeStringField("detail", problem.detail());
        json.writeEndObject();
    }

    public static byte[] render(Rejection rejection) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_SIZE);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            ProblemCode code = rejection.code();
            json.writeStartObject();
            json.writeStringField("type", "/problems/" + code.label());
            json.writeStringField("title", code.title());
            json.writeNumberField("status", code.status());
            json.writeStringField("detail", rejection.detail());
            json.writeStringField("code", code.label());
            json.writeArrayFieldStart("errors");
            for (Problem problem : rejection.errors()) {
                write(json, problem);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory can't fail", e);
        }
        return out.toByteArray();
    }
}
