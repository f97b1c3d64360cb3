// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.DeployReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * What the tests of crashes kill: a process that keeps deploys and bursts with their flight recordings, and names on its standard output
 * each that is kept for good. It is told the directory on its standard input, so that it can be started before it is needed.
 */
final class CrashingWriter {
    private static final int BURSTS_AT_ONCE = 8;

    private CrashingWriter() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream acks = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        acks.println("ready");
        String[] order = String.valueOf(orders.readLine()).split(" ", 3);
        String prefix = order[0];
        int records = Integer.parseInt(order[1]);
        SqlHistory history = SqlHistory.inDirectory(
                Path.of(order[2]),
                new HistoryLimits(Duration.ofDays(400), 1 << 30),
                InstantSource.system(),
                System::nanoTime);
        acks.println("open " + history.status().recoveries());
        for (int i = 0; i < records; i++) {
            keepDeploy(history, prefix + "-D" + i, acks);
            keepBursts(history, prefix + "-B" + i, acks);
        }
        history.close();
        acks.println("closed");
    }

    private static void keepDeploy(SqlHistory history, String id, PrintStream acks) {
        DeployReport report = KnownDeploys.report(id);
        List<Deploy> changed = List.of(KnownDeploys.deploy(id, "web"));
        try {
            history.save(report, changed);
            acks.println("deploy " + id);
        } catch (HistoryUnavailableException refused) {
            acks.println("refused " + id);
        }
    }

    private static void keepBursts(SqlHistory history, String id, PrintStream acks) {
        for (int i = 0; i < BURSTS_AT_ONCE; i++) {
            String burst = id + "-" + i;
            history.save(KnownBursts.burst(burst, i));
            history.saveClip(burst, HistoryContract.clip(100));
        }
        if (history.flush(Duration.ofMillis(200))) {
            for (int i = 0; i < BURSTS_AT_ONCE; i++) {
                acks.println("burst " + id + "-" + i);
            }
        }
    }
}
