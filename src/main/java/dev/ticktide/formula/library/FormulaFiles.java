package dev.ticktide.formula.library;

import com.google.auto.service.AutoService;
import dev.ticktide.formula.IndicatorKind;
import dev.ticktide.formula.language.ParseResult;
import dev.ticktide.formula.language.Parser;
import dev.ticktide.formula.syntax.Script;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The indicators of the formula files in the jar, and any other expression as an indicator. A file that is wrong is a mistake of
 * the build: {@link IllegalStateException}. Thread-safe.
 */
@AutoService(IndicatorKind.Library.class)
public final class FormulaFiles implements IndicatorKind.Library {

    private static final String FOLDER = "indicators";

    /** Classes compute these with less memory than their formulas would need, to the same bits (PlanTest). */
    private static final Set<String> CLASSES = Set.of("ema", "macd", "rsi", "sma");

    private static final Map<String, Script.Indicator> SCRIPTS = new LinkedHashMap<>();
    private static final List<IndicatorKind> KINDS = load();

    /** The formula of an indicator; {@code null} if there is none of that name. */
    public static Script.@Nullable Indicator script(String name) {
        return SCRIPTS.get(name);
    }

    @Override
    public List<IndicatorKind> kinds() {
        return KINDS;
    }

    @Override
    public IndicatorKind expression(String text) {
        return ExpressionKind.of(text);
    }

    private static List<IndicatorKind> load() {
        Map<String, IndicatorKind> kinds = new LinkedHashMap<>();
        TideFiles.inJar(FOLDER).forEach((name, text) -> {
            ParseResult<Script.Indicator> parsed = Parser.indicator(text, kinds::values);
            if (!parsed.isAccepted()) {
                throw new IllegalStateException(name + TideFiles.ENDING + ": " + parsed.problems());
            }
            Script.Indicator script = parsed.value();
            if (!name.equals(script.name())) {
                throw new IllegalStateException(
                        name + TideFiles.ENDING + " defines " + script.name() + ": they must have one name");
            }
            kinds.put(script.name(), new FormulaKind(script, FormulaFiles::script).kind());
            SCRIPTS.put(script.name(), script);
        });
        kinds.keySet().removeAll(CLASSES);
        return List.copyOf(kinds.values());
    }
}
