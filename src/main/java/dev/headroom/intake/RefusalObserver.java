// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Sees every refusal on its way to being answered, wherever it was thrown, and answers none. Where the body has not arrived yet the client
 * is told that its connection ends with the answer ({@link UnreadBodies}).
 */
final class RefusalObserver implements HandlerExceptionResolver {
    private final Gate gate;

    RefusalObserver(Gate gate) {
        this.gate = gate;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        if (failure instanceof RefusedException refused) {
            gate.count(request, refused);
            if (!isBodyRead(request)) {
                response.setHeader(HttpHeaders.CONNECTION, "close");
            }
        }
        return null;
    }

    private static boolean isBodyRead(HttpServletRequest request) {
        try {
            return UnreadBodies.hasArrived(request);
        } catch (IOException broken) {
            // the client is gone, or its body is no HTTP: nothing more can be read from it
            return false;
        }
    }
}
