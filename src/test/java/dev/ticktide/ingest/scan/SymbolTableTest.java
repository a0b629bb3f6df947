package dev.ticktide.ingest.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ticktide.market.symbol.Symbols;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SymbolTableTest {

    private final SymbolTable table = new SymbolTable();

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("ABYZabyz0189._:-/^=&$#' <\\")
                .ofMinLength(0)
                .ofMaxLength(34);
    }

    /** Bytes and characters give the same, the second time as well, and a canonical spelling is its own. */
    @Property(tries = 3_000)
    void thereIsOneSpelling(@ForAll("texts") String text) {
        String canonical = Symbols.canonical(text);
        String expected = Symbols.isValid(canonical) ? canonical : null;
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 2; i++) {
            assertEquals(expected, table.canonical(text.toCharArray(), 0, text.length()));
            assertEquals(expected, table.canonical(bytes, 0, bytes.length));
        }
        assertEquals(canonical, Symbols.canonical(canonical));
    }

    @Test
    void caseIsKeptWithAHashOnly() {
        assertEquals("BTC/USDT", spelled("btc/usdt"));
        assertEquals("GOLDm#", spelled("GOLDm#"));
        assertEquals("GOLDM#", spelled("GOLDM#"));
        assertEquals("GOLDm#", spelled("GOLDm#"));
        assertFalse(Symbols.isValid("GOLDm"), "not canonical");
    }

    private String spelled(String text) {
        return table.canonical(text.toCharArray(), 0, text.length());
    }
}
