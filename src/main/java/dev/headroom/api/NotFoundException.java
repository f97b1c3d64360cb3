// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

/** What was asked for is not known, or no longer. */
final class NotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemType type;

    private NotFoundException(ProblemType type, String message) {
        super(message);
        this.type = type;
    }

    static NotFoundException burst(String id) {
        return new NotFoundException(
                ProblemType.UNKNOWN_BURST,
                "No burst has the id '" + id.substring(0, Math.min(id.length(), 64))
                        + "'. It never had, or the burst has left the history. GET /api/v1/bursts lists those that are kept.");
    }

    static NotFoundException samples(String id) {
        return new NotFoundException(
                ProblemType.SAMPLES_NOT_KEPT,
                "The burst '" + id + "' is known, its samples are no longer kept. Record what must last with"
                        + " 'headroom record'.");
    }

    static NotFoundException deploy(String id) {
        return new NotFoundException(
                ProblemType.UNKNOWN_DEPLOY,
                "No deploy has the id '" + id.substring(0, Math.min(id.length(), 64))
                        + "'. It never had, or the deploy has left the history. GET /api/v1/deploys lists those that are kept.");
    }

    ProblemType type() {
        return type;
    }
}
