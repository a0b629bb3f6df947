package dev.ticktide.app.process;

/** Which build of Ticktide this is. */
public final class ProgramVersion {

    private ProgramVersion() {}

    /** The version of the jar, such as {@code 0.1.0}; {@code development} where the classes are in no jar. */
    public static String text() {
        String version = ProgramVersion.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
