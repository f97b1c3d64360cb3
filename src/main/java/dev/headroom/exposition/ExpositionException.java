// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

/** A line is not Prometheus text or OpenMetrics. The message says what stands there and what was expected. */
public final class ExpositionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String problem;

    public ExpositionException(String problem) {
        super(problem);
        this.problem = problem;
    }

    /** What stands there and what was expected. */
    public String problem() {
        return problem;
    }
}
