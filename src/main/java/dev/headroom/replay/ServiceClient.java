// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the API of a running service. Not thread safe. */
final class ServiceClient {
    private static final int TIMEOUT_MILLIS = 10_000;

    /** An hour of samples at 100 Hz has 50 MB; what is longer is no answer to anything asked here. */
    private static final int MOST_BYTES = 64 << 20;

    private static final int MOST_OF_A_PROBLEM = 1 << 16;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ServiceAddress address;

    ServiceClient(ServiceAddress address) {
        this.address = address;
    }

    /**
     * What the service answers.
     *
     * @param path of the API, with its parameters
     * @return empty where there is no such thing (404)
     * @throws CommandFailure when the service cannot be asked, or answers with something else
     */
    <T> Optional<T> get(String path, Class<T> type) throws CommandFailure {
        URL url = address.of(path);
        try {
            HttpURLConnection connection = open(url, "application/json", TIMEOUT_MILLIS);
            int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            if (status != HttpURLConnection.HTTP_OK) {
                throw new CommandFailure(ExitCode.CANNOT_RUN, url + " answered " + status + problem(connection));
            }
            try (InputStream body = connection.getInputStream()) {
                byte[] bytes = body.readNBytes(MOST_BYTES);
                return Optional.of(JSON.readValue(bytes, type));
            }
        } catch (JacksonException foreign) {
            throw new CommandFailure(
                    ExitCode.CANNOT_RUN,
                    url + " does not answer as a Headroom of this version does: " + foreign.getOriginalMessage(),
                    foreign);
        } catch (IOException unreachable) {
            throw unreachable(url, unreachable);
        }
    }

    /** The JDK's older client: a command is over before the newer one is loaded. */
    static HttpURLConnection open(URL url, String accepted, int timeoutMillis) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(timeoutMillis);
        connection.setReadTimeout(timeoutMillis);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("Accept", accepted);
        return connection;
    }

    static CommandFailure unreachable(URL url, IOException cause) {
        return new CommandFailure(
                ExitCode.CANNOT_RUN,
                url + " cannot be asked: " + CommandFailure.words(cause)
                        + ". Is the service running there? --url says where it is.",
                cause);
    }

    /** The detail of a problem, or nothing. */
    static String problem(HttpURLConnection connection) {
        try (@Nullable InputStream body = connection.getErrorStream()) {
            if (body == null) {
                return "";
            }
            JsonNode detail = JSON.readTree(body.readNBytes(MOST_OF_A_PROBLEM)).path("detail");
            return detail.isString() ? ": " + detail.asString() : "";
        } catch (IOException | JacksonException unreadable) {
            return ""; // the status has been told
        }
    }
}
