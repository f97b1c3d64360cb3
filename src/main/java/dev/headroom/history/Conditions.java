// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import dev.headroom.history.History.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The conditions of one question: those that are asked for and no others, because an unused index is a slow answer. */
final class Conditions {
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> parameters = new HashMap<>();

    /** Adds a condition, unless its value is null. */
    Conditions and(String condition, String parameter, @Nullable Object value) {
        if (value != null) {
            conditions.add(condition);
            parameters.put(parameter, value);
        }
        return this;
    }

    /** Only what comes after this place in the order newest first. */
    Conditions after(@Nullable Position position) {
        if (position != null) {
            conditions.add("(started_at, id) < (:afterStart, :afterId)");
            parameters.put("afterStart", SortableTime.text(position.start()));
            parameters.put("afterId", position.id());
        }
        return this;
    }

    /** The statement that asks for so many at most, newest first by start and then by id. */
    JdbcClient.StatementSpec newestFirst(JdbcClient sql, String select, int limit) {
        String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        return sql.sql(select + where + " order by started_at desc, id desc limit :limit")
                .params(parameters)
                .param("limit", limit);
    }
}
