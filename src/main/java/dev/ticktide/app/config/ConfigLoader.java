package dev.ticktide.app.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.ticktide.formula.NearestName;
import dev.ticktide.settings.Defaults;
import dev.ticktide.settings.Secrets;
import dev.ticktide.settings.SettingsYaml;
import dev.ticktide.store.FileTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts the settings together: defaults, then files in the order given, then {@code TICKTIDE__SECTION__KEY} from the
 * environment, then the command line; the last word wins, and where it came from is kept. An unknown key is an error that
 * names the nearest known one.
 */
public final class ConfigLoader {

    private static final String ENVIRONMENT_PREFIX = "TICKTIDE__";
    private static final Pattern LINE = Pattern.compile("\\bline ([0-9]{1,8})\\b");

    private static final YAMLMapper YAML = SettingsYaml.MAPPER;

    private final ObjectNode tree;
    private final SortedMap<String, String> sources = new TreeMap<>();

    /** Starts with settings that hold where nothing else is said. */
    public ConfigLoader(AppConfig defaults) {
        tree = YAML.valueToTree(defaults);
    }

    /** Adds a YAML file; fails by {@link ConfigException} if it can't be read or names a setting that does not exist. */
    public ConfigLoader file(Path path) {
        try {
            JsonNode node = YAML.readTree(Files.readString(path));
            if (node != null && !node.isMissingNode() && !node.isNull()) {
                if (!node.isObject()) {
                    throw new ConfigException(path + ": a configuration file holds sections such as \"web:\"");
                }
                merge(tree, (ObjectNode) node, "", path.toString());
            }
        } catch (JsonProcessingException e) {
            throw new ConfigException(path + ", line " + line(e) + ": this is no YAML: " + problem(e));
        } catch (IOException e) {
            throw new ConfigException(
                    path + " can't be read: " + FileTrouble.reason(e) + "; check the path given with --config");
        }
        return this;
    }

    /** Adds the variables whose names begin with {@code TICKTIDE__}. */
    public ConfigLoader environment(Map<String, String> environment) {
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT_PREFIX)) {
                String path = name.substring(ENVIRONMENT_PREFIX.length())
                        .toLowerCase(Locale.ROOT)
                        .replace("__", ".");
                set(path, value, "environment " + name);
            }
        });
        return this;
    }

    /** Sets one value by its path, such as {@code web.port}; the value is read as YAML, a password as it is. */
    public ConfigLoader set(String path, String value, String source) {
        JsonNode node;
        try {
            node = path.endsWith(Secrets.PASSWORD) ? new TextNode(value) : YAML.readTree(value);
            if (node.isMissingNode()) {
                node = YAML.nullNode();
            }
        } catch (JsonProcessingException e) {
            node = new TextNode(value);
        }
        ObjectNode patch = YAML.createObjectNode();
        ObjectNode at = patch;
        String[] names = path.split("\\.", -1);
        for (int i = 0; i < names.length - 1; i++) {
            at = at.putObject(names[i]);
        }
        at.set(names[names.length - 1], node);
        merge(tree, patch, "", source);
        return this;
    }

    /** Fails by {@link ConfigException} at a value of the wrong kind or out of its bounds. */
    public AppConfig load() {
        try {
            ObjectNode complete = tree.deepCopy();
            Defaults.fillItems(complete, AppConfig.class);
            AppConfig config = YAML.treeToValue(complete, AppConfig.class);
            SettingRules.require(config, this::source);
            return config;
        } catch (UnrecognizedPropertyException e) {
            throw unknown(place(e), e.getPropertyName(), known(e.getKnownPropertyIds()), source(place(e)));
        } catch (ValueInstantiationException e) {
            throw new ConfigException(
                    source(place(e)) + ": " + place(e) + ": " + (e.getCause() == null ? e : e.getCause()).getMessage());
        } catch (JsonMappingException e) {
            String place = place(e);
            throw new ConfigException(source(place) + ": " + place + " " + SettingRules.misfit(e, shown(place)));
        } catch (JsonProcessingException e) {
            throw new ConfigException(e.getOriginalMessage());
        }
    }

    /** Whether a setting has its default. */
    public boolean isDefault(String path) {
        return !sources.containsKey(path);
    }

    /** The settings as YAML, secrets masked, each with where it came from. */
    public String show() {
        return new ConfigPrinter(this::origin, false).print(masked(), AppConfig.class);
    }

    /** As {@link #show}, with what each setting means. */
    public String explain() {
        return new ConfigPrinter(this::origin, true).print(masked(), AppConfig.class);
    }

    private String origin(String place) {
        return sources.getOrDefault(place, "default");
    }

    /** The settings as a tree with secrets masked. */
    public ObjectNode masked() {
        return Secrets.masked(tree);
    }

    private void merge(ObjectNode target, ObjectNode patch, String path, String source) {
        patch.properties().forEach(field -> {
            String name = field.getKey();
            String place = path.isEmpty() ? name : path + "." + name;
            JsonNode old = target.get(name);
            if (old == null && !path.endsWith("headers")) {
                throw unknown(place, name, known(target.fieldNames()), source);
            }
            if (old instanceof ObjectNode section && field.getValue() instanceof ObjectNode inner) {
                merge(section, inner, place, source);
            } else if (old instanceof ObjectNode && field.getValue().isNull()) {
                // "web:" with nothing below it, or with comments only: nothing is said about the section.
                sources.putIfAbsent(place, source);
            } else if (old instanceof ObjectNode && !field.getValue().isObject()) {
                throw new ConfigException(source + ": " + place + " is a section, not a value; it holds "
                        + (old.isEmpty() ? "names and values" : String.join(", ", known(old.fieldNames()))));
            } else {
                target.set(name, field.getValue());
                sources.put(place, source);
            }
        });
    }

    /** Where the value of a setting comes from. */
    public String source(String place) {
        String at = place.replaceAll("\\[.*", "");
        return sources.getOrDefault(at, "configuration");
    }

    private static ConfigException unknown(String place, String name, Collection<String> known, String source) {
        String hint = NearestName.hint(name, known);
        return new ConfigException(source + ": there is no setting " + place + hint
                + (hint.isEmpty() ? "; known here: " : " Known here: ") + String.join(", ", known));
    }

    private static Collection<String> known(Collection<Object> ids) {
        return ids == null
                ? List.of()
                : ids.stream().map(String::valueOf).sorted().collect(Collectors.toList());
    }

    private static Collection<String> known(Iterator<String> names) {
        List<String> known = new ArrayList<>();
        names.forEachRemaining(known::add);
        return known;
    }

    /** The value at a place as an error may repeat it; {@code null} if there is none. */
    private @Nullable JsonNode shown(String place) {
        JsonNode found =
                masked().at("/" + place.replace('.', '/').replace('[', '/').replace("]", ""));
        return found.isMissingNode() || found.isNull() ? null : found;
    }

    private static String place(JsonMappingException e) {
        StringBuilder place = new StringBuilder();
        for (JsonMappingException.Reference reference : e.getPath()) {
            String field = reference.getFieldName();
            if (field == null) {
                place.append('[').append(reference.getIndex()).append(']');
            } else {
                place.append(place.length() == 0 ? "" : ".").append(field);
            }
        }
        return place.toString();
    }

    /** Of the parser's lines the last that says what is wrong; the others show where, which is said already. */
    private static String problem(JsonProcessingException e) {
        if (e instanceof MismatchedInputException) {
            return "something follows the end of its sections, such as a second document after \"---\"";
        }
        return e.getOriginalMessage()
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .reduce((first, last) -> last)
                .orElse("it can't be understood");
    }

    /** The parser's own text says where the mistake is; its location is where what it was reading began. */
    private static int line(JsonProcessingException e) {
        Matcher lines = LINE.matcher(e.getOriginalMessage());
        int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
        while (lines.find()) {
            line = Integer.parseInt(lines.group(1));
        }
        return line;
    }
}
