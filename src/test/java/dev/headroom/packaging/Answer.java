// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a program answered.
 *
 * @param code its exit code
 * @param text what it wrote, errors among the rest
 */
record Answer(int code, String text) {
    /** Runs a program until it ends. */
    static Answer of(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), text);
    }
}
