package dev.ticktide.market.log;

/**
 * Receives the progress of loads of history, so that the page can show them as loads and not as stale data. A loader
 * calls {@link #at} from time to time and {@link #over} at the end, also after a failure. Implementations are
 * thread-safe and do not block.
 */
public interface FillProgress {

    /** Discards progress. */
    FillProgress NONE = new FillProgress() {
        @Override
        public void at(Filling filling) {}

        @Override
        public void over(String what) {}
    };

    /** Reports progress, in place of the last report with the same {@link Filling#what()}. */
    void at(Filling filling);

    /** The load of this {@link Filling#what()} has ended, whether all of it was stored or not. */
    void over(String what);
}
