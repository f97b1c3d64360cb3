// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds misspelt keys among environment variables and system properties, where Spring Boot does not look for them: a setting that
 * silently does nothing is worse than none.
 */
final class EnvironmentKeys {
    private static final String PREFIX = "HEADROOM_";

    /** Where the project's own integration tests find the jar and the programs they run it against. */
    private static final Set<String> OF_TESTS = Set.of("HEADROOM_JAR", "HEADROOM_PARTS");

    /** What Kubernetes sets in every pod beside a Service called headroom (or headroom-something). */
    private static final Pattern OF_KUBERNETES = Pattern.compile(
            "HEADROOM_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?)?)");

    private final List<Pattern> known = new ArrayList<>();

    /** @param properties the record whose components, all the way down, are the known keys */
    EnvironmentKeys(Class<? extends Record> properties) {
        collect(PREFIX, properties);
    }

    private void collect(String prefix, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + component.getName().toUpperCase(Locale.ROOT);
            if (component.getType().isRecord()) {
                collect(name + "_", component.getType());
            } else if (Map.class.isAssignableFrom(component.getType())) {
                known.add(Pattern.compile(name + "_.+"));
            } else if (List.class.isAssignableFrom(component.getType())) {
                known.add(Pattern.compile(name + "(_\\d+_?)?"));
                if (element(component) instanceof Class<?> element && element.isRecord()) {
                    collect(name + "_\\d+_", element);
                }
            } else {
                known.add(Pattern.compile(name));
            }
        }
    }

    private static Type element(RecordComponent list) {
        return ((ParameterizedType) list.getGenericType()).getActualTypeArguments()[0];
    }

    /**
     * Looks at each name that begins as ours do.
     *
     * @param settings names as in the environment (HEADROOM_HOST_ROOT) or as properties (headroom.host.root), with their values
     * @throws BadConfiguration at the first that is no key
     */
    void check(Map<?, ?> settings) {
        settings.forEach((name, value) -> {
            String canonical = String.valueOf(name)
                    .toUpperCase(Locale.ROOT)
                    .replace("-", "")
                    .replace("]", "")
                    .replaceAll("[.\\[]", "_");
            if (canonical.startsWith(PREFIX)
                    && !OF_TESTS.contains(canonical)
                    && !OF_KUBERNETES.matcher(canonical).matches()
                    && known.stream().noneMatch(key -> key.matcher(canonical).matches())) {
                throw BadConfiguration.unknown(String.valueOf(name), value);
            }
        });
    }
}
