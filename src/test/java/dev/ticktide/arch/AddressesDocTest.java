package dev.ticktide.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Call;
import dev.ticktide.bus.Topic;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AddressesDocTest {

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z.<>]+)` \\| `([A-Za-z]+)`(?: → `([A-Za-z]+)`)? \\|");

    @Test
    void theTableInTheDocsIsTheCode() throws Exception {
        assertEquals(code(), documented());
    }

    private static Set<String> code() throws ReflectiveOperationException {
        Set<String> rows = new TreeSet<>();
        for (Field field : Addresses.class.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers()) && field.get(null) instanceof Topic<?> topic) {
                rows.add(topic.address() + " " + topic.type().getSimpleName());
            }
        }
        for (Method method : Addresses.class.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers())) {
                Call<?, ?> call = (Call<?, ?>) method.invoke(null, "<node>");
                rows.add(call.address() + " " + call.question().getSimpleName() + " "
                        + call.answer().getSimpleName());
            }
        }
        return rows;
    }

    private static Set<String> documented() throws Exception {
        Set<String> rows = new TreeSet<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("docs/addresses.md")));
        while (row.find()) {
            if (!row.group(1).startsWith("dashboard.")) {
                rows.add(row.group(1) + " " + row.group(2) + (row.group(3) == null ? "" : " " + row.group(3)));
            }
        }
        return rows;
    }
}
