package dev.ticktide.formula;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the golden files again; each file's first line says how to run this. */
public final class GoldenRows {

    private static final long SEED = 20_220_204;
    private static final int ROWS = 300;
    private static final Path FOLDER = Path.of("src/test/resources/golden");

    private GoldenRows() {}

    /** A file of golden rows and what its values are. */
    record Golden(String file, IndicatorName name, String variant) {

        @Override
        public String toString() {
            return file;
        }
    }

    static List<Golden> all() {
        return List.of(
                new Golden("sma-20.csv", IndicatorName.parse("sma(20)"), "mean of the last 20 closes"),
                new Golden("ema-12.csv", IndicatorName.parse("ema(12)"), "alpha 2/13 seeded with the mean of 12"),
                new Golden("ema-26.csv", IndicatorName.parse("ema(26)"), "alpha 2/27 seeded with the mean of 26"),
                new Golden("rsi-14.csv", IndicatorName.parse("rsi(14)"), "Wilder seeded with the means of 14 changes"));
    }

    public static void main(String[] args) throws IOException {
        for (Golden golden : all()) {
            Files.write(FOLDER.resolve(golden.file()), lines(golden));
        }
        Files.write(FOLDER.resolve("macd-12-26-9.csv"), macd());
    }

    private static List<String> macd() {
        double[] closes = Walks.cents(SEED, ROWS);
        double[][] values = TaLib.macdOfAverages(12, 26, 9, closes);
        List<String> lines = new ArrayList<>();
        lines.add(
                "# macd(12,26,9) of averages by com.tictactec:ta-lib 0.4.0, each with its own seed; closes: Walks.cents("
                        + SEED + ", " + ROWS + ")");
        lines.add("close,macd,signal,histogram");
        for (int i = 0; i < closes.length; i++) {
            lines.add(closes[i] + "," + values[0][i] + "," + values[1][i] + "," + values[2][i]);
        }
        return lines;
    }

    private static List<String> lines(Golden golden) {
        double[] closes = Walks.cents(SEED, ROWS);
        double[] values = TaLib.values(golden.name(), closes);
        List<String> lines = new ArrayList<>();
        lines.add("# " + golden.name() + " by com.tictactec:ta-lib 0.4.0; " + golden.variant()
                + "; closes: Walks.cents(" + SEED + ", " + ROWS + "); regenerate: mvn -q test-compile && java -cp"
                + " target/test-classes:target/classes:$(cat target/test-classpath.txt) "
                + GoldenRows.class.getName());
        lines.add("close,value");
        for (int i = 0; i < closes.length; i++) {
            lines.add(closes[i] + "," + values[i]);
        }
        return lines;
    }
}
