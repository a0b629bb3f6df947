package dev.ticktide.market;

/**
 * Takes the progress of loads of history, so that the page shows them as such rather than as a market that has died. Whoever
 * loads history calls {@link #at} now and then and {@link #over} in the end, however it ends. Implementations are thread-safe and
 * do not block.
 */
public interface FillProgress {

    /** Discards progress. */
    FillProgress NONE = new FillProgress() {
        @Override
        public void at(Filling filling) {}

        @Override
        public void over(String what) {}
    };

    /** Takes the place of what was said of the same {@link Filling#what()} before. */
    void at(Filling filling);

    void over(String what);
}
