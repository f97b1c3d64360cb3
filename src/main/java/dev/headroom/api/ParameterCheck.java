// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses parameters that the endpoint does not have and parameters given twice: a mistyped filter must not look like an answer
 * to what was asked.
 */
final class ParameterCheck implements HandlerInterceptor {
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method) {
            Set<String> known = names(method);
            for (Map.Entry<String, String[]> sent : request.getParameterMap().entrySet()) {
                check(sent.getKey(), sent.getValue(), known);
            }
        }
        return true;
    }

    private static void check(String name, String[] values, Set<String> known) {
        if (!known.contains(name)) {
            String accepted = known.isEmpty() ? "no parameter here" : "one of " + String.join(", ", known);
            throw InvalidParameterException.unknown(name, String.join(", ", values), accepted);
        }
        if (values.length > 1) {
            throw InvalidParameterException.value(
                    name, String.join("', '", values), "one value", "Send it once; ask once for each value.");
        }
    }

    private static Set<String> names(HandlerMethod method) {
        return Arrays.stream(method.getMethodParameters())
                .filter(parameter -> parameter.hasParameterAnnotation(RequestParam.class))
                .map(parameter -> parameter.getParameter().getName())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
