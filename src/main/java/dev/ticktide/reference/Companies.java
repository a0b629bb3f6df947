package dev.ticktide.reference;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Company name and sector by symbol, from {@code reference/companies.csv}. Immutable. */
public final class Companies {

    private static final String FILE = "/reference/companies.csv";
    private static final int COLUMNS = 3;

    private final Map<String, Company> bySymbol;

    private Companies(Map<String, Company> bySymbol) {
        this.bySymbol = bySymbol;
    }

    /** A listed company. */
    public record Company(String name, String sector) {}

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
                    companies.put(columns[0], new Company(columns[1], columns[2]));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Companies(companies);
    }

    /** What is known of a symbol, or {@code null}. */
    public @Nullable Company of(String symbol) {
        return bySymbol.get(symbol);
    }
}
