package dev.ticktide.web.view;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ticktide.market.bar.Bar;
import java.io.IOException;
import java.util.List;

/** A row of an answer in columns, written as an array straight from the data: such answers have thousands of them. */
public interface Row {

    /** Writes the elements. */
    void write(JsonGenerator json) throws IOException;

    /** Time, open, high, low, close and volume. */
    static Row of(Bar bar) {
        return json -> {
            ViewModule.time(json, bar.time());
            json.writeNumber(bar.open());
            json.writeNumber(bar.high());
            json.writeNumber(bar.low());
            json.writeNumber(bar.close());
            json.writeNumber(bar.volume());
        };
    }

    /** A time in epoch microseconds and the values of the columns at an index. */
    static Row of(long time, List<double[]> columns, int index) {
        return json -> {
            ViewModule.time(json, time);
            values(columns, index).write(json);
        };
    }

    /** The values of the columns at an index; NaN as null. */
    static Row values(List<double[]> columns, int index) {
        return json -> {
            for (double[] column : columns) {
                ViewModule.number(json, column[index]);
            }
        };
    }

    /** The elements of this, then those of another. */
    default Row and(Row other) {
        return json -> {
            write(json);
            other.write(json);
        };
    }
}
