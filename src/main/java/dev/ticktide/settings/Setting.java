package dev.ticktide.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a component of a record as a setting. Its name in files is the component's, in snake_case. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

    /** What the setting decides, and what leaving it out means if it has no default: one or two sentences. */
    String meaning();

    /** The default as a file would have it; empty: none, so that the setting is {@code null} or has to be given. */
    String standard() default "";

    /** What its number counts, such as {@code bytes}; empty for durations and for what is no number. */
    String unit() default "";
}
