// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import org.jspecify.annotations.Nullable;

/**
 * One request to the API server.
 *
 * @param method GET, POST or PUT
 * @param path with the query, from the root of the API server on
 * @param accept the media types that may be answered
 * @param json the body of a POST or PUT, null for a GET
 * @param mostBytes the longest answer that is accepted
 */
record ApiRequest(
        String method, String path, String accept, @Nullable String json, int mostBytes) {
    static final String JSON = "application/json";
    private static final int MOST_BYTES = 8 << 20;

    /** Asks for an object or a list of them. */
    static ApiRequest get(String path) {
        return new ApiRequest("GET", path, JSON, null, MOST_BYTES);
    }

    /** Creates an object. */
    static ApiRequest post(String path, String json) {
        return new ApiRequest("POST", path, JSON, json, MOST_BYTES);
    }

    /** Replaces an object. */
    static ApiRequest put(String path, String json) {
        return new ApiRequest("PUT", path, JSON, json, MOST_BYTES);
    }
}
