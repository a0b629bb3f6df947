package dev.ticktide.indicator.append;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A context that is the test's own thread: what others hand it runs only while the test awaits something. */
final class Loop implements Executor {

    private static final int PATIENCE_SECONDS = 20;

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    <T> T await(CompletionStage<T> stage) throws InterruptedException {
        stage.whenComplete((done, failure) -> execute(() -> {}));
        while (!stage.toCompletableFuture().isDone()) {
            Runnable task = tasks.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertNotNull(task, "nothing happened for " + PATIENCE_SECONDS + " s");
            task.run();
        }
        return stage.toCompletableFuture().join();
    }
}
