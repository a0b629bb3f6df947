package dev.ticktide.app.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.settings.Description;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Prints settings as YAML that could be used as a configuration file. For one use. */
final class ConfigPrinter {

    private static final int WIDTH = 120;
    private static final String INDENT = "  ";
    private static final Pattern SPACE = Pattern.compile(" +");

    private final UnaryOperator<String> origin;
    private final boolean explaining;
    private final StringBuilder out = new StringBuilder();

    /**
     * @param origin where the value of the setting at a place comes from
     * @param explaining whether to print above each setting what it means and which values it takes
     */
    ConfigPrinter(UnaryOperator<String> origin, boolean explaining) {
        this.origin = origin;
        this.explaining = explaining;
    }

    /** @param section the record that describes the tree */
    String print(ObjectNode tree, Class<?> section) {
        print(tree, section, "", "");
        return out.toString();
    }

    private void print(ObjectNode tree, @Nullable Class<?> section, String path, String indent) {
        tree.properties().forEach(field -> {
            Description setting = described(section, field.getKey());
            if (explaining && setting != null) {
                explain(setting, indent);
            }
            String place = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            out.append(indent).append(field.getKey()).append(':');
            if (field.getValue() instanceof ObjectNode inner && !inner.isEmpty()) {
                out.append('\n');
                print(inner, setting == null ? null : setting.type(), place, indent + INDENT);
            } else {
                value(field.getValue(), place);
            }
        });
    }

    private void value(JsonNode value, String place) {
        out.append(' ').append(value).append("  # ").append(origin.apply(place)).append('\n');
    }

    /** What is said of a setting; {@code null} of what is none, such as a header's name. */
    private static @Nullable Description described(@Nullable Class<?> section, String name) {
        return section == null || !section.isRecord()
                ? null
                : Description.of(section).stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElse(null);
    }

    private void explain(Description setting, String indent) {
        if (out.length() > 0 && indent.isEmpty()) {
            out.append('\n');
        }
        comment(setting.meaning() + " " + SettingForm.of(setting), indent + "# ");
        Class<?> item = setting.item();
        if (item != null && item.isRecord()) {
            for (Description each : Description.of(item)) {
                comment(each.name() + ": " + each.meaning() + " " + SettingForm.ofItem(each), indent + "#   ");
            }
        }
    }

    private void comment(String text, String start) {
        StringBuilder line = new StringBuilder(start);
        for (String word : SPACE.split(text.strip())) {
            if (line.length() + word.length() > WIDTH) {
                out.append(line.toString().stripTrailing()).append('\n');
                line.setLength(start.length());
            }
            line.append(word).append(' ');
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }
}
