// SPDX-License-Identifier: Apache-2.0
package dev.headroom.runbooks;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names that a script of a runbook is to be about. A script has them as variables ({@code $TARGET}), which are set in front of it, or as
 * words in capitals ({@code -n NAMESPACE}), which are replaced. Whatever a name holds, a shell takes it as a name and nothing else: it
 * is quoted, and one with characters that a terminal might act on is not filled in at all. Immutable.
 */
public final class ScriptNames {
    /** Variables that stand in addresses, and are written as an address needs them. */
    private static final Set<String> IN_ADDRESSES = Set.of("TARGET", "APP");

    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:@%+-]*");
    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Z]+)=\\S*(\\s+#.*)?");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([A-Z]+)\\b");
    private static final Pattern WORD = Pattern.compile("[A-Z]{2,}");

    private final Map<String, String> names = new TreeMap<>();

    /**
     * @param names by the word in capitals that stands for each; an empty one is taken as not known
     */
    public ScriptNames(Map<String, String> names) {
        names.forEach((word, name) -> {
            if (!name.isEmpty() && name.codePoints().allMatch(ScriptNames::isPrintable)) {
                this.names.put(word, name);
            }
        });
    }

    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** The script with the names that are known; a word or a variable that is not stays to be replaced by hand. */
    public String filledIn(String script) {
        String body = script.lines()
                .filter(line -> !assigned(line).filter(names::containsKey).isPresent())
                .collect(Collectors.joining("\n"));
        Map<String, String> variables = new LinkedHashMap<>();
        Matcher used = VARIABLE.matcher(body);
        while (used.find()) {
            String name = names.get(used.group(1));
            if (name != null) {
                variables.put(used.group(1), IN_ADDRESSES.contains(used.group(1)) ? encoded(name) : name);
            }
        }
        StringBuilder filled = new StringBuilder();
        variables.forEach((variable, value) ->
                filled.append(variable).append('=').append(quoted(value)).append('\n'));
        body.lines().forEach(line -> filled.append(replaced(line)).append('\n'));
        return filled.toString().stripTrailing();
    }

    private static Optional<String> assigned(String line) {
        Matcher assignment = ASSIGNMENT.matcher(line);
        return assignment.matches() ? Optional.of(assignment.group(1)) : Optional.empty();
    }

    /** A line with its words in capitals replaced, each quoted as its place needs it. */
    private String replaced(String line) {
        StringBuilder out = new StringBuilder();
        char quote = 0;
        Matcher word = WORD.matcher(line);
        for (int at = 0; at < line.length(); ) {
            char next = line.charAt(at);
            if (quote == 0 && next == '#' && (at == 0 || line.charAt(at - 1) == ' ')) {
                return out.append(line, at, line.length()).toString();
            }
            if (startsWord(line, at) && word.region(at, line.length()).lookingAt() && endsWord(line, word.end())) {
                String name = names.get(word.group());
                out.append(name == null ? word.group() : inside(quote, name));
                at = word.end();
                continue;
            }
            if (next == quote) {
                quote = 0;
            } else if (quote == 0 && (next == '\'' || next == '"')) {
                quote = next;
            }
            out.append(next);
            at++;
        }
        return out.toString();
    }

    private static boolean startsWord(String line, int at) {
        return at == 0
                || !isPartOfWord(line.charAt(at - 1)) && line.charAt(at - 1) != '$' && line.charAt(at - 1) != '{';
    }

    private static boolean endsWord(String line, int end) {
        return end == line.length() || !isPartOfWord(line.charAt(end)) && line.charAt(end) != '=';
    }

    private static boolean isPartOfWord(char character) {
        return Character.isLetterOrDigit(character) || character == '_';
    }

    /** Inside of quotes, these are closed and opened again around a name that has to be quoted itself. */
    private static String inside(char quote, String name) {
        return quote == 0 || HARMLESS.matcher(name).matches() ? quoted(name) : quote + quoted(name) + quote;
    }

    private static String quoted(String name) {
        return HARMLESS.matcher(name).matches() ? name : "'" + name.replace("'", "'\\''") + "'";
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
