package dev.ticktide.app.config;

import dev.ticktide.settings.Description;
import dev.ticktide.settings.DurationText;
import dev.ticktide.settings.Within;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says in words which values a setting takes. */
final class SettingForm {

    private SettingForm() {}

    /** One sentence with kind, unit and bounds; empty of a section, which says so itself. */
    static String of(Description setting) {
        Class<?> item = setting.item();
        if (setting.isSection()) {
            return "";
        } else if (item != null && item.isRecord()) {
            return "A list of sections, each with:";
        }
        String unit = setting.unit().isEmpty() ? "" : " of " + setting.unit();
        String kind = kind(setting.type(), item) + unit + bounds(setting);
        return kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1) + ".";
    }

    /** As {@link #of}, and the default, of a setting within an item of a list. */
    static String ofItem(Description setting) {
        return of(setting)
                + (setting.standard() == null ? " Has to be given." : " Left out: " + setting.standard() + ".");
    }

    private static String bounds(Description setting) {
        Within bounds = setting.bounds();
        if (bounds == null || bounds.min() == Long.MIN_VALUE) {
            return "";
        }
        boolean isTime = setting.type() == Duration.class;
        return ", " + bound(bounds.min(), isTime) + " to " + bound(bounds.max(), isTime);
    }

    /** @param isTime whether it is in milliseconds, and printed as a duration */
    static String bound(long bound, boolean isTime) {
        return isTime ? DurationText.print(Duration.ofMillis(bound)) : Long.toString(bound);
    }

    private static String kind(Class<?> type, @Nullable Class<?> item) {
        if (type == Duration.class) {
            return "a duration";
        } else if (item != null && item.isEnum()) {
            return "a list of " + names(item);
        } else if (type == List.class) {
            return "a list of texts";
        } else if (Map.class.isAssignableFrom(type)) {
            return "names and values";
        }
        return SettingRules.kind(type);
    }

    /** The values of an enum as they are written in a file. */
    static String names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(each -> String.valueOf(each).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
