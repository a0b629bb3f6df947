package dev.ticktide.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The least and the greatest value of a setting; of a duration in milliseconds. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Within {

    long SECOND = 1_000;
    long HOUR = 3_600 * SECOND;
    long DAY = 24 * HOUR;
    long MAX_PORT = 65_535;
    long MAX_CONNECTIONS = 1_000_000;

    long min();

    long max();
}
