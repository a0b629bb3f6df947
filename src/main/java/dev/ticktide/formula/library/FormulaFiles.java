package dev.ticktide.formula.library;

import com.google.auto.service.AutoService;
import dev.ticktide.formula.IndicatorKind;
import dev.ticktide.formula.language.ParseResult;
import dev.ticktide.formula.language.Parser;
import dev.ticktide.formula.syntax.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The indicators of the formula files in the jar. A file that is wrong is a mistake of the build: {@link IllegalStateException}. */
@AutoService(IndicatorKind.Library.class)
public final class FormulaFiles implements IndicatorKind.Library {

    private static final String FOLDER = "indicators";
    private static final String ENDING = ".tide";

    @Override
    public List<IndicatorKind> kinds() {
        Map<String, Script.Indicator> scripts = new LinkedHashMap<>();
        Map<String, IndicatorKind> kinds = new LinkedHashMap<>();
        texts().forEach((file, text) -> {
            ParseResult<Script.Indicator> parsed = Parser.indicator(text, kinds::values);
            if (!parsed.isAccepted()) {
                throw new IllegalStateException(file + ": " + parsed.problems());
            }
            Script.Indicator script = parsed.value();
            if (!file.equals(script.name() + ENDING)) {
                throw new IllegalStateException(file + " defines " + script.name() + ": they must have one name");
            }
            kinds.put(script.name(), new FormulaKind(script, scripts::get).kind());
            scripts.put(script.name(), script);
        });
        return List.copyOf(kinds.values());
    }

    /**
     * By the names of the files, in their order: a formula may use those before it. They are found beside this class, in its
     * folder or its jar, because a jar need not have an entry for a folder.
     */
    static Map<String, String> texts() {
        try {
            URI place = FormulaFiles.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            if (Files.isDirectory(Path.of(place))) {
                return texts(Path.of(place).resolve(FOLDER));
            }
            try (FileSystem jar = FileSystems.newFileSystem(Path.of(place))) {
                return texts(jar.getPath(FOLDER));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> texts(Path folder) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(ENDING)).toList()) {
                texts.put(String.valueOf(file.getFileName()), Files.readString(file));
            }
        }
        return texts;
    }
}
