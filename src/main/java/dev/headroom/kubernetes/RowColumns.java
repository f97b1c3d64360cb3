// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the rows of one watch by the names of their columns, which the server sends with the first of them. A server that does not make
 * tables sends objects: then the row has the name and nothing more. Not thread safe.
 */
final class RowColumns {
    private final Map<String, Integer> columns = new HashMap<>();

    /** The row of an event; null where there is none to read. */
    @Nullable
    Row read(JsonNode object) {
        String version = object.path("metadata").path("resourceVersion").stringValue("");
        if (!object.path("kind").stringValue("").equals("Table")) {
            String name = object.path("metadata").path("name").stringValue("");
            return name.isEmpty() ? null : new Row(name, version, null, null, null, null);
        }
        JsonNode definitions = object.path("columnDefinitions");
        for (int i = 0; i < definitions.size(); i++) {
            columns.put(definitions.path(i).path("name").stringValue(""), i);
        }
        JsonNode cells = object.path("rows").path(0).path("cells");
        String name = cell(cells, "Name").stringValue("");
        if (name.isEmpty()) {
            return null;
        }
        String ready = cell(cells, "Ready").stringValue("");
        int slash = ready.indexOf('/');
        if (slash < 0) {
            return new Row(
                    name,
                    version,
                    number(cells, "Desired"),
                    number(cells, "Ready"),
                    number(cells, "Up-to-date"),
                    number(cells, "Available"));
        }
        return new Row(
                name,
                version,
                number(ready.substring(slash + 1)),
                number(ready.substring(0, slash)),
                number(cells, "Up-to-date"),
                number(cells, "Available"));
    }

    private JsonNode cell(JsonNode cells, String column) {
        return cells.path(columns.getOrDefault(column, Integer.MAX_VALUE));
    }

    private @Nullable Integer number(JsonNode cells, String column) {
        JsonNode cell = cell(cells, column);
        return cell.isNumber() ? Integer.valueOf(cell.asInt()) : null;
    }

    private static @Nullable Integer number(String text) {
        return text.matches("\\d{1,9}") ? Integer.valueOf(text) : null;
    }
}
