// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import dev.headroom.realparts.RealPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Prometheus' own opinion of a page: its parser of plain text and that of OpenMetrics. */
final class Promtool {
    private static final long PATIENCE_SECONDS = 5;
    private static final Pattern CARDINALITY = Pattern.compile("(\\S+) +(\\d+) +[\\d.]+% *");

    private final Path program = RealPart.require("promtool");
    private final Path folder;
    private int runs;

    /** Writes its files into this folder. */
    Promtool(Path folder) {
        this.folder = folder;
    }

    /** Whether it takes the page; the reason where it does not. */
    record Opinion(boolean accepted, String reason) {}

    Opinion of(ExpositionFormat format, byte[] page) throws IOException, InterruptedException {
        return switch (format) {
            case TEXT -> {
                Run run = run(page, "check", "metrics", "--extended", "--lint=none");
                yield new Opinion(run.exit == 0, run.errors);
            }
            case OPEN_METRICS -> {
                Path file = Files.write(folder.resolve("page-" + runs + ".om"), page);
                Run run = run(
                        page, "tsdb", "create-blocks-from", "openmetrics", file.toString(), folder + "/blocks-" + runs);
                yield new Opinion(run.exit == 0, run.errors);
            }
        };
    }

    /** The number of series of each family of a page of plain text. */
    Map<String, Integer> cardinalities(byte[] page) throws IOException, InterruptedException {
        Map<String, Integer> cardinalities = new TreeMap<>();
        for (String line : run(page, "check", "metrics", "--extended", "--lint=none")
                .output
                .lines()
                .toList()) {
            Matcher matcher = CARDINALITY.matcher(line);
            if (matcher.matches() && !matcher.group(1).equals("Total")) {
                cardinalities.put(matcher.group(1), Integer.parseInt(matcher.group(2)));
            }
        }
        return cardinalities;
    }

    private record Run(int exit, String output, String errors) {}

    private Run run(byte[] input, String... arguments) throws IOException, InterruptedException {
        runs++;
        Path in = Files.write(folder.resolve("promtool.in"), input);
        Path out = folder.resolve("promtool.out");
        Path errors = folder.resolve("promtool.err");
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            // it has taken the page: a damaged time makes it write a block for every two hours since 1970
            process.destroyForcibly().waitFor();
            return new Run(0, Files.readString(out), "");
        }
        return new Run(process.exitValue(), Files.readString(out), Files.readString(errors));
    }
}
