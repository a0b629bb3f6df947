package dev.ticktide.market.append;

/** How the owners take the events of a request: as they come, or as the past of their symbols. */
public sealed interface Intake {

    /** What comes now; a candle that is stored with other values refuses the whole request. */
    Intake LIVE = new Live(OnConflict.REJECT);

    /**
     * Events that go into the log in the order in which they come.
     *
     * @param onConflict what becomes of a candle that is stored with other values
     */
    record Live(OnConflict onConflict) implements Intake {}

    /**
     * Candles that are the past of their symbols: they do not go into the log but are kept beside it until they become part of
     * a new generation.
     *
     * @param load the sender's name for what may come in many requests
     * @param commit whether with this request everything of this load has come for the symbols in it
     * @param begins whether it is the first request of the load
     * @param expected how many candles the load will have of each of them, by what the sender says; 0 if it does not
     */
    record History(String load, boolean commit, boolean begins, int expected) implements Intake {

        /** By a sender that does not say how many will come. */
        public History(String load, boolean commit) {
            this(load, commit, false, 0);
        }
    }
}
