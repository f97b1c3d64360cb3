// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

/** A line is not Prometheus text or OpenMetrics. The message says what stands there and what was expected. */
public final class ExpositionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String problem;
    private final boolean limit;

    public ExpositionException(String problem) {
        this(problem, false);
    }

    private ExpositionException(String problem, boolean limit) {
        super(problem);
        this.problem = problem;
        this.limit = limit;
    }

    /** The line may be right, but is more than is taken. */
    static ExpositionException limit(String problem) {
        return new ExpositionException(problem, true);
    }

    /** Whether a limit was passed, rather than a rule of the format broken. */
    boolean isLimit() {
        return limit;
    }

    /** What stands there and what was expected. */
    public String problem() {
        return problem;
    }
}
