package dev.ticktide.indicator.append;

import dev.ticktide.reference.Companies;
import dev.ticktide.store.Store.SymbolInfo;
import java.util.Set;

/** Which symbols have a row, how many may have one, and the row of a new one. Confined to one context. */
final class SymbolLimit {

    private final Set<String> known;
    private final int limit;
    private final Companies companies;

    /**
     * @param known every symbol there is a row for; may grow
     * @param limit distinct symbols that may be stored
     */
    SymbolLimit(Set<String> known, int limit, Companies companies) {
        this.known = known;
        this.limit = limit;
        this.companies = companies;
    }

    boolean isKnown(String symbol) {
        return known.contains(symbol);
    }

    /** Whether no further symbol may be stored, if {@code planned} new ones are. */
    boolean isFull(int planned) {
        return known.size() + planned >= limit;
    }

    /** Whether a symbol is new and the limit leaves no room for it. */
    boolean isOver(String symbol) {
        return !isKnown(symbol) && isFull(0);
    }

    void add(SymbolInfo stored) {
        known.add(stored.symbol());
    }

    SymbolInfo info(String symbol, int partition) {
        Companies.Company company = companies.of(symbol);
        return new SymbolInfo(
                symbol, partition, company == null ? null : company.name(), company == null ? null : company.sector());
    }
}
