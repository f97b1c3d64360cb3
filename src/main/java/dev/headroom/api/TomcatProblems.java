// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.TomcatContextCustomizer;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Answers what Tomcat refuses on its own (a request line it cannot read) with a problem detail instead of its page of HTML. Tomcat
 * makes one by the name of this class.
 */
public final class TomcatProblems extends ErrorReportValve {
    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        if (status < HttpStatus.BAD_REQUEST.value()
                || response.getContentWritten() > 0
                || !response.setErrorReported()) {
            return;
        }
        HttpStatus known = HttpStatus.resolve(status);
        String title = known == null ? "Error" : known.getReasonPhrase();
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        try {
            response.getReporter()
                    .write("{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                            .formatted(
                                    title,
                                    status,
                                    "The request could not be read as HTTP. Percent-encode what is not a letter, a digit"
                                            + " or one of -._~ in paths and parameters."));
            response.finishResponse();
        } catch (IOException gone) {
            getContainer().getLogger().debug("the client did not wait for its problem detail", gone);
        }
    }

    /** Has Tomcat report by this class. */
    static TomcatContextCustomizer customizer() {
        return context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(TomcatProblems.class.getName());
            }
        };
    }
}
