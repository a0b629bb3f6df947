package dev.ticktide.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Leaves a process a twentieth of one processor: by a control group's quota, or by stopping and continuing it where groups can't be
 * made.
 */
final class Starvation implements AutoCloseable {

    private static final Path GROUPS = Path.of("/sys/fs/cgroup/cpu");
    private static final String QUOTA_MICROS = "5000";
    private static final String DUTY_CYCLE =
            "while kill -CONT $0; do sleep 0.025; kill -STOP $0; sleep 0.475; done; exit 0";

    private final long pid;
    private final Path group;
    private Process cycle;

    Starvation(long pid) {
        this.pid = pid;
        this.group = GROUPS.resolve("ticktide-test-" + pid);
        try {
            if (!byGroup()) {
                cycle = new ProcessBuilder("sh", "-c", DUTY_CYCLE, Long.toString(pid)).start();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How it is done here. */
    String means() {
        return cycle == null ? "cpu.cfs_quota_us" : "SIGSTOP and SIGCONT in turn";
    }

    @Override
    public void close() throws IOException {
        if (cycle == null) {
            Files.writeString(GROUPS.resolve("cgroup.procs"), Long.toString(pid));
            Files.delete(group);
            return;
        }
        cycle.destroyForcibly().onExit().join();
        new ProcessBuilder("kill", "-CONT", Long.toString(pid)).start().onExit().join();
    }

    private boolean byGroup() {
        try {
            Files.createDirectory(group);
        } catch (IOException e) {
            return false;
        }
        try {
            Files.writeString(group.resolve("cpu.cfs_quota_us"), QUOTA_MICROS);
            Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
            return true;
        } catch (IOException e) {
            group.toFile().delete();
            return false;
        }
    }
}
