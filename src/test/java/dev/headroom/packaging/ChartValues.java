// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The values of a chart with what their comments say, as helm-docs reads them: {@code # --} above a key begins its description. A key that is described
 * is one value with all that is below it; the values of any other map are told one by one.
 */
final class ChartValues {
    private static final Pattern DESCRIPTION = Pattern.compile(" *# -- (.+)");
    private static final Pattern CONTINUED = Pattern.compile(" *# (\\S.*)");
    private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]+):.*");
    private static final int INDENT = 2;

    /** One value; the description is empty where there is none. */
    record Value(String path, String fallback, String description) {}

    private final JsonNode defaults;
    private final List<Value> values = new ArrayList<>();
    private final Deque<String> parents = new ArrayDeque<>();
    private final StringBuilder description = new StringBuilder();

    /** How far left a key has to stand to be no part of the value before it. */
    private int within = Integer.MAX_VALUE;

    private ChartValues(JsonNode defaults) {
        this.defaults = defaults;
    }

    /** All values of a values.yaml, in their order. */
    static List<Value> of(String yaml) {
        ChartValues reader = new ChartValues(Manifests.parse(yaml).getFirst());
        yaml.lines().forEach(reader::read);
        return List.copyOf(reader.values);
    }

    private void read(String line) {
        Matcher begins = DESCRIPTION.matcher(line);
        Matcher continues = CONTINUED.matcher(line);
        Matcher key = KEY.matcher(line);
        if (begins.matches()) {
            description.setLength(0);
            description.append(begins.group(1));
        } else if (continues.matches() && !description.isEmpty()) {
            description.append(' ').append(continues.group(1));
        } else if (key.matches()) {
            read(key.group(1).length() / INDENT, key.group(2));
            description.setLength(0);
        }
    }

    private void read(int depth, String key) {
        if (depth > within) {
            return;
        }
        within = Integer.MAX_VALUE;
        while (parents.size() > depth) {
            parents.removeLast();
        }
        parents.addLast(key);
        JsonNode fallback = defaults.at("/" + String.join("/", parents));
        if (!description.isEmpty() || !fallback.isObject() || fallback.isEmpty()) {
            within = depth;
            values.add(new Value(String.join(".", parents), fallback.toString(), description.toString()));
        }
    }
}
