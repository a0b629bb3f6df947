package dev.ticktide.csv;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The meanings a column of a CSV file can have. The names are those of exchanges and data vendors, without punctuation.
 */
public enum Column {
    TIME(
            "time",
            "timestamp",
            "datetime",
            "opentime",
            "unix",
            "unixtime",
            "unixtimestamp",
            "epoch",
            "ts",
            "t",
            "timeutc",
            "utctime",
            "gmttime",
            "localtime",
            "datetimeutc",
            "observationdate",
            "caldt"),
    /** The day, if the time of day has its own column; otherwise day and time. */
    DATE("date", "day", "tradedate", "tradingday", "dtyyyymmdd", "datum", "fecha"),
    SYMBOL("symbol", "ticker", "stocksymbol", "stock", "code", "instrument", "pair", "name", "sym"),
    OPEN("open", "openingprice", "openprice", "o", "first", "priceopen", "erffnung", "apertura", "ouverture"),
    HIGH("high", "highprice", "h", "max", "hi", "highestprice", "hoch", "mximo", "plushaut"),
    LOW("low", "lowprice", "l", "min", "lo", "lowestprice", "tief", "mnimo", "plusbas"),
    CLOSE(
            "close",
            "closingprice",
            "closeprice",
            "c",
            "last",
            "closelast",
            "price",
            "settle",
            "value",
            "schluss",
            "schlusskurs",
            "cierre",
            "clture"),
    VOLUME(
            "volume",
            "vol",
            "v",
            "tickvol",
            "tickvolume",
            "sharevolume",
            "totaltradequantity",
            "volumebtc",
            "basevolume",
            "volumefrom",
            "volumen");

    @SuppressWarnings("ImmutableEnumChecker") // List.of() is.
    private final List<String> names;

    Column(String... names) {
        this.names = List.of(names);
    }

    /** As {@code --map} writes it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable Column labelled(String label) {
        for (Column column : values()) {
            if (column.label().equals(label.trim().toLowerCase(Locale.ROOT))) {
                return column;
            }
        }
        return null;
    }

    /** How well a heading fits: the lower the better, -1 for not at all. */
    int fit(String heading) {
        return names.indexOf(plain(heading));
    }

    /** A heading without case, punctuation, spaces and letters beyond a to z: {@code <CLOSE>}, {@code Close/Last}, {@code closing_price}. */
    static String plain(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
