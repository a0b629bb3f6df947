package dev.ticktide.notify;

/** A password: printing it, or the settings it is part of, shows {@code ***}. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
