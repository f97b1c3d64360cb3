// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

/** Takes word of deploys from every source: the API, webhooks, log lines, Kubernetes. Thread safe. */
public interface DeployInbox {
    /**
     * Takes in one report. When this returns, it is kept for good: whoever was told so may forget it.
     *
     * <p>Taking the same report in again changes nothing. A later report of the same deploy adds to what is known; a phase never goes
     * back from an end to the start.
     *
     * @throws DeployNotKeptException when it could not be kept; nothing has changed, and it may be sent again
     */
    Receipt accept(DeployReport report) throws DeployNotKeptException;

    /**
     * What became of a report.
     *
     * @param deploy the deploy it tells of, as it is known now
     * @param duplicate true when it told nothing new
     */
    record Receipt(Deploy deploy, boolean duplicate) {}
}
