package dev.ticktide.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The least and the greatest value of a setting; of a duration in milliseconds. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Within {

    /** Milliseconds. */
    long SECOND = 1_000;

    /** Milliseconds. */
    long HOUR = 3_600 * SECOND;

    /** Milliseconds. */
    long DAY = 24 * HOUR;

    /** The greatest port of TCP. */
    long MAX_PORT = 65_535;

    /** More than any node can hold open. */
    long MAX_CONNECTIONS = 1_000_000;

    /** The least value allowed. */
    long min();

    /** The greatest value allowed. */
    long max();
}
