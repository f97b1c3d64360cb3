// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads canonical records as they are posted: one JSON object, or an array of them. */
public final class DeployRecords {
    /** The most records in one array. */
    public static final int MOST_RECORDS = 256;

    private DeployRecords() {}

    /**
     * Reads all records.
     *
     * @throws InvalidDeployException at the first that is none, with its index if it is one of an array
     */
    public static List<DeployReport> read(byte[] json) throws InvalidDeployException {
        JsonNode document = BoundedJson.read(json);
        if (!document.isArray()) {
            return List.of(DeployJson.of(document));
        }
        if (document.isEmpty() || document.size() > MOST_RECORDS) {
            throw InvalidDeployException.unreadable("found an array of " + document.size() + " records; expected 1 to "
                    + MOST_RECORDS + ": send more in several requests");
        }
        List<DeployReport> reports = new ArrayList<>(document.size());
        for (int i = 0; i < document.size(); i++) {
            try {
                reports.add(DeployJson.of(document.path(i)));
            } catch (InvalidDeployException e) {
                throw e.at(i);
            }
        }
        return reports;
    }
}
