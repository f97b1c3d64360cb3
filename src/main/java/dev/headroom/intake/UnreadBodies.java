// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Does not wait for the rest of a body that nobody reads. The web server would, after the answer and however slowly it comes, with a
 * thread for each; here the connection is closed once it is answered. What has arrived by then is read away, so that an ordinary client
 * keeps its connection.
 */
final class UnreadBodies extends ValveBase {
    private static final int MOST_BYTES = 1 << 16;
    private static final int BUFFER_BYTES = 1 << 12;

    UnreadBodies() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        if (!request.isAsync() && !request.getCoyoteRequest().isFinished() && !hasArrived(request)) {
            response.finishResponse();
            request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    /** Reads what has arrived of a body, without waiting; true when that was the rest of it. */
    static boolean hasArrived(HttpServletRequest request) throws IOException {
        ServletInputStream rest = request.getInputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        int read = 0;
        while (!rest.isFinished() && read < MOST_BYTES && rest.available() > 0) {
            read += Math.max(1, rest.read(buffer));
        }
        return rest.isFinished();
    }
}
