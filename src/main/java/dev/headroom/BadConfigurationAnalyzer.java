// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Prints a bad configuration as what is wrong and what to do, in place of a stack trace. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class BadConfigurationAnalyzer extends AbstractFailureAnalyzer<BadConfiguration> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, BadConfiguration cause) {
        return new FailureAnalysis(cause.getLocalizedMessage(), cause.remedy(), cause);
    }
}
