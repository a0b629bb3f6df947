package dev.ticktide.csv;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Opens a CSV file and finds its delimiter. Blocks. */
final class CsvInput {

    private static final int BEGINNING = 65_536;
    private static final int PREFACE = 10;
    private static final List<Character> DELIMITERS = List.of(',', ';', '\t', '|');

    private CsvInput() {}

    static CsvReader<CsvRecord> open(Path path, char delimiter) throws IOException {
        return CsvReader.builder()
                .fieldSeparator(delimiter)
                .detectBomHeader(true)
                .allowMissingFields(true)
                .allowExtraFields(true)
                .skipEmptyLines(true)
                .ofCsvRecord(path);
    }

    /** The one that the first line has most of. Fails with {@link CsvProblem} if the file can't be read or is packed. */
    static char delimiter(Path path) {
        try (InputStream file = Files.newInputStream(path)) {
            requireUnpacked(path, file.readNBytes(2));
        } catch (IOException e) {
            throw problem(path, e);
        }
        try (BufferedReader reader = Files.newBufferedReader(path)) {
            // Of a file without ends of lines no more is looked at.
            char[] begin = new char[BEGINNING];
            int length = 0;
            for (int read = 0; read >= 0 && length < BEGINNING; read = reader.read(begin, length, BEGINNING - length)) {
                length += read;
            }
            return delimiter(new String(begin, 0, length));
        } catch (IOException e) {
            throw problem(path, e);
        }
    }

    private static char delimiter(String text) {
        for (String line : text.lines().limit(PREFACE).toList()) {
            String outside = line.replaceAll("\"[^\"]*\"", "");
            if (DELIMITERS.stream().anyMatch(each -> outside.indexOf(each) >= 0)) {
                return DELIMITERS.stream()
                        .max(Comparator.comparingLong(
                                each -> outside.chars().filter(c -> c == each).count()))
                        .orElseThrow();
            }
        }
        return DELIMITERS.get(0);
    }

    /** What to say to the user about a file that can't be read. */
    static CsvProblem problem(Path path, Exception e) {
        if (e instanceof NoSuchFileException) {
            return new CsvProblem("there is no file " + path);
        }
        if (e instanceof CharacterCodingException) {
            return new CsvProblem(path + " is not UTF-8; save it as UTF-8");
        }
        return new CsvProblem(path + " can't be read: " + reason(e));
    }

    private static void requireUnpacked(Path path, byte[] begin) {
        if (begin.length == 2 && begin[0] == 0x1f && begin[1] == (byte) 0x8b) {
            throw new CsvProblem(path + " is packed with gzip; unpack it first: gunzip -k " + path);
        } else if (begin.length == 2 && begin[0] == 'P' && begin[1] == 'K') {
            throw new CsvProblem(path + " is a zip archive or a spreadsheet; unpack it, or save it as CSV, first");
        }
    }

    /** The system's message is often just the name of the file. */
    private static String reason(Exception e) {
        Throwable within = e.getCause();
        Throwable cause = e instanceof UncheckedIOException && within != null ? within : e;
        if (cause instanceof AccessDeniedException) {
            return "this user has no permission";
        }
        String said = String.valueOf(cause.getMessage());
        return said.equals("Is a directory") ? "it is a folder" : said;
    }
}
