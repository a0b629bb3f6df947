package dev.ticktide.reference;

import dev.ticktide.numeric.PriceDigits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Company name, sector and decimals of prices by symbol, from {@code reference/companies.csv}. Immutable. */
public final class Companies {

    private static final String FILE = "/reference/companies.csv";
    private static final int COLUMNS = 4;
    private static final Companies STANDARD = load();

    private final Map<String, Company> bySymbol;

    private Companies(Map<String, Company> bySymbol) {
        this.bySymbol = bySymbol;
    }

    /**
     * A listed company.
     *
     * @param decimals with which its prices are shown; {@code null} where they follow from the prices
     */
    public record Company(
            String name, String sector, @Nullable Integer decimals) {}

    /** The file's content, read once. */
    public static Companies standard() {
        return STANDARD;
    }

    public static Companies load() {
        Map<String, Company> companies = new HashMap<>();
        try (InputStream in = Companies.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing from the jar");
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] columns = line.split(",", COLUMNS);
                    companies.put(columns[0], company(columns, line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Companies(companies);
    }

    private static Company company(String[] columns, String line) {
        Integer decimals = columns.length < COLUMNS ? null : Integer.valueOf(columns[3].strip());
        if (decimals != null && (decimals < 0 || decimals > PriceDigits.MOST)) {
            throw new IllegalArgumentException(
                    FILE + ": decimals must be 0 to " + PriceDigits.MOST + ", was \"" + line + "\"");
        }
        return new Company(columns[1], columns[2], decimals);
    }

    /** The number of decimals with which prices of a symbol are shown: from the file, else from {@code prices}. */
    public int digits(String symbol, double... prices) {
        Company company = of(symbol);
        return company == null || company.decimals() == null ? PriceDigits.of(prices) : company.decimals();
    }

    /** The company of a symbol, or {@code null} if the file has none. */
    public @Nullable Company of(String symbol) {
        return bySymbol.get(symbol);
    }
}
