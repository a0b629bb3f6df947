package dev.ticktide.formula;

import dev.ticktide.market.bar.Bar;
import dev.ticktide.wire.WireException;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Indicators over the bars of one symbol and timeframe, from its first bar on or from a checkpoint, by the classes that compute
 * them live: so the values are the live ones bit for bit, whatever an indicator remembers and for however long. Confined to one
 * thread.
 */
public final class IndicatorSeries {

    private static final int FORMAT = 2;
    private static final int CHECKSUM_BYTES = 8;

    private final IndicatorBank bank;

    private IndicatorSeries(IndicatorBank bank) {
        this.bank = bank;
    }

    /** Before the first bar. */
    public static IndicatorSeries begin(List<IndicatorName> names) {
        return new IndicatorSeries(new IndicatorBank(names));
    }

    /**
     * After the bar of a checkpoint; {@code null} if that lacks one of the names or can't be read. Then the caller
     * begins with an earlier checkpoint or with the first bar.
     */
    public static @Nullable IndicatorSeries resume(byte[] checkpoint, List<IndicatorName> names) {
        Map<IndicatorName, Indicator> all = read(checkpoint);
        if (!all.keySet().containsAll(names)) {
            return null;
        }
        return new IndicatorSeries(
                IndicatorBank.of(names, names.stream().map(all::get).toArray(Indicator[]::new)));
    }

    /**
     * The values of indicators at each of some bars.
     *
     * @param bars a series from its first bar on, oldest first
     * @return one column per {@link IndicatorColumn}, as long as {@code bars}, {@code NaN} while warming up
     */
    public static List<double[]> compute(List<Bar> bars, List<IndicatorName> names) {
        IndicatorSeries series = begin(names);
        List<double[]> columns = new ArrayList<>();
        IndicatorColumn.of(names).forEach(column -> columns.add(new double[bars.size()]));
        for (int i = 0; i < bars.size(); i++) {
            double[] values = series.update(bars.get(i));
            for (int column = 0; column < values.length; column++) {
                columns.get(column)[i] = values[column];
            }
        }
        return columns;
    }

    /** Folds a closed bar; the values in the order of {@link IndicatorColumn#of(List)}, {@code NaN} while warming up. */
    public double[] update(Bar bar) {
        return bank.update(bar);
    }

    /** What {@link #update} would answer, leaving everything as it is. */
    public double[] preview(Bar bar) {
        return bank.preview(bar);
    }

    /** The state as bytes, for {@link #resume}. */
    public byte[] checkpoint() {
        return checkpoint(bank);
    }

    /** The state of a bank as bytes with its names and a checksum, for {@link #resume}. */
    public static byte[] checkpoint(IndicatorBank bank) {
        WireWriter out = new WireWriter(1_024);
        out.writeVar(FORMAT).writeVar(bank.names().size());
        bank.names().forEach(name -> out.writeString(name.toString()));
        bank.write(out);
        CRC32C crc = new CRC32C();
        out.update(crc);
        return out.writeLong(crc.getValue()).toByteArray();
    }

    /** Nothing of one that can't be read: its values are then computed from an earlier one or from the first bar. */
    private static Map<IndicatorName, Indicator> read(byte[] checkpoint) {
        int end = checkpoint.length - CHECKSUM_BYTES;
        try {
            if (end < 0 || !isWhole(checkpoint, end)) {
                return Map.of();
            }
            WireReader in = new WireReader(checkpoint, 0, end);
            return in.readVar() == FORMAT ? indicators(in) : Map.of();
        } catch (WireException | IllegalArgumentException e) {
            return Map.of();
        }
    }

    private static boolean isWhole(byte[] checkpoint, int end) {
        CRC32C crc = new CRC32C();
        crc.update(checkpoint, 0, end);
        return new WireReader(checkpoint, end, CHECKSUM_BYTES).readLong() == crc.getValue();
    }

    private static Map<IndicatorName, Indicator> indicators(WireReader in) {
        List<IndicatorName> names = new ArrayList<>();
        for (int i = in.readCount(); i > 0; i--) {
            names.add(IndicatorName.parse(in.readString()));
        }
        Map<IndicatorName, Indicator> all = new HashMap<>();
        for (IndicatorName name : names) {
            Indicator indicator = name.create();
            indicator.read(in);
            all.put(name, indicator);
        }
        in.expectEnd();
        return all;
    }
}
