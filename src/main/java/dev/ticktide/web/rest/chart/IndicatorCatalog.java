package dev.ticktide.web.rest.chart;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.ticktide.formula.IndicatorKind;
import dev.ticktide.formula.IndicatorKinds;
import dev.ticktide.web.answer.Query;
import dev.ticktide.web.answer.RestCall;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every kind of indicator, for those who choose one for a chart. */
public final class IndicatorCatalog extends RestCall {

    public IndicatorCatalog() {
        super("/indicators/catalog", Set.of());
    }

    private record View(
            String name,
            String title,
            String description,
            String source,
            List<Parameter> parameters,
            List<IndicatorKind.Output> outputs,
            IndicatorKind.Placement placement,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Range range,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Guides guides,

            String warmUp) {

        static View of(IndicatorKind kind) {
            IndicatorKind.Scale scale = kind.scale();
            return new View(
                    kind.name(),
                    kind.title(),
                    kind.description(),
                    kind.source(),
                    kind.parameters().stream().map(Parameter::of).toList(),
                    kind.outputs(),
                    kind.placement(),
                    scale == null ? null : new Range(scale.min(), scale.max()),
                    scale == null ? null : new Guides(scale.low(), scale.high()),
                    kind.warmUp());
        }
    }

    @JsonPropertyOrder({"name", "default", "min", "max", "whole"})
    private record Parameter(
            String name, @JsonProperty("default") Number standard, Number min, Number max, boolean whole) {

        static Parameter of(IndicatorKind.Parameter parameter) {
            return new Parameter(
                    parameter.name(),
                    shortest(parameter.standard()),
                    shortest(parameter.min()),
                    shortest(parameter.max()),
                    parameter.whole());
        }

        private static Number shortest(double value) {
            if (value == Math.rint(value)) {
                return (long) value;
            }
            return value;
        }
    }

    private record Range(double min, double max) {}

    private record Guides(double low, double high) {}

    @Override
    public Future<?> answer(Query query, RoutingContext request) {
        return Future.succeededFuture(
                IndicatorKinds.all().stream().map(View::of).toList());
    }
}
