package dev.ticktide.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How values of one type are written and read. Implementations keep no state between messages, so that threads share
 * them.
 */
interface Part {

    /** @param value of this part's type */
    void write(WireWriter out, Object value);

    /**
     * A new value of this part's type.
     *
     * @throws WireException if the bytes are none
     */
    Object read(WireReader in);

    /** A list of any length, in its order. */
    record ListOf(Part element) implements Part {
        @Override
        public void write(WireWriter out, Object value) {
            List<?> list = (List<?>) value;
            out.writeVar(list.size());
            for (Object each : list) {
                element.write(out, each);
            }
        }

        @Override
        public List<Object> read(WireReader in) {
            int count = in.readCount();
            List<Object> list = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                list.add(element.read(in));
            }
            return list;
        }
    }

    /** As a list, in no particular order. */
    record SetOf(ListOf elements) implements Part {
        @Override
        public void write(WireWriter out, Object value) {
            elements.write(out, List.copyOf((Set<?>) value));
        }

        @Override
        public Object read(WireReader in) {
            return Set.copyOf(elements.read(in));
        }
    }

    /** Sorted, by text. */
    record MapOf(Part element) implements Part {
        @Override
        public void write(WireWriter out, Object value) {
            SortedMap<?, ?> map = (SortedMap<?, ?>) value;
            out.writeVar(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.writeString((String) entry.getKey());
                element.write(out, entry.getValue());
            }
        }

        @Override
        public Object read(WireReader in) {
            SortedMap<String, Object> map = new TreeMap<>();
            for (int i = in.readCount(); i > 0; i--) {
                map.put(in.readString(), element.read(in));
            }
            return map;
        }
    }

    /** A byte that says whether there is a value, then the value. */
    record NullOr(Part element) implements Part {
        @Override
        public void write(WireWriter out, @Nullable Object value) {
            out.writeBoolean(value != null);
            if (value != null) {
                element.write(out, value);
            }
        }

        @Override
        @SuppressWarnings("NullAway") // Only for components that may be null.
        public Object read(WireReader in) {
            return in.readBoolean() ? element.read(in) : null;
        }
    }

    /** A constant of an enum by its ordinal. */
    record Constant(Enum<?>[] constants) implements Part {
        @Override
        public void write(WireWriter out, Object value) {
            out.writeVar(((Enum<?>) value).ordinal());
        }

        @Override
        public Object read(WireReader in) {
            return constants[in.readIndex(constants.length)];
        }
    }

    /** One of several records; its position among them is written before it. */
    record Choice(Class<?>[] types, Part[] records) implements Part {
        @Override
        public void write(WireWriter out, Object value) {
            int index = 0;
            while (types[index] != value.getClass()) {
                index++;
            }
            out.writeVar(index);
            records[index].write(out, value);
        }

        @Override
        public Object read(WireReader in) {
            return records[in.readIndex(records.length)].read(in);
        }
    }

    /** The part of a record that contains itself, as a component of it before it is complete. */
    final class Recursion implements Part {

        private @Nullable Part record;

        void complete(Part part) {
            record = part;
        }

        @Override
        public void write(WireWriter out, Object value) {
            record().write(out, value);
        }

        @Override
        public Object read(WireReader in) {
            return record().read(in);
        }

        private Part record() {
            if (record == null) {
                throw new IllegalStateException("used before it was complete");
            }
            return record;
        }
    }
}
