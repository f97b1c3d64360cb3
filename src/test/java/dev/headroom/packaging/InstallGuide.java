// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What docs/install.md tells people to type. */
final class InstallGuide {
    private static final Path FILE = Path.of("docs/install.md");
    private static final Pattern SHELL = Pattern.compile("(?ms)^```sh\n(.*?)^```$");
    private static final Pattern KUSTOMIZATION = Pattern.compile("(?ms)^```yaml\n(apiVersion: kustomize.*?)^```$");
    private static final Pattern RELEASE = Pattern.compile("helm install (\\S+) config/helm/headroom -n \\1 .*");
    private static final Pattern VALUE = Pattern.compile("--set (\\S+?)=(\\S+)");

    private InstallGuide() {}

    /** Its commands in their order, each on one line. */
    static List<String> commands() throws IOException {
        return SHELL.matcher(Files.readString(FILE))
                .results()
                .flatMap(block -> block.group(1).replaceAll("\\\\\n\\s*", "").lines())
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** The releases it installs by Helm, each in a namespace of its own name, with their values. */
    static Map<String, Map<String, Object>> releases() throws IOException {
        Map<String, Map<String, Object>> releases = new LinkedHashMap<>();
        for (String command : commands()) {
            Matcher install = RELEASE.matcher(command);
            if (install.matches()) {
                Map<String, Object> values = new LinkedHashMap<>();
                VALUE.matcher(command).results().forEach(value -> values.put(value.group(1), value.group(2)));
                releases.put(install.group(1), values);
            }
        }
        return releases;
    }

    /** The user's kustomization, with the project's folder as seen from a folder. */
    static String kustomization(Path project) throws IOException {
        return KUSTOMIZATION
                .matcher(Files.readString(FILE))
                .results()
                .map(block -> block.group(1).replace("- headroom/", "- " + project + "/"))
                .findFirst()
                .orElseThrow();
    }

    /** The values of one of the releases. */
    static Map<String, Object> release(String name) throws IOException {
        return Objects.requireNonNull(releases().get(name), () -> FILE + " installs no " + name);
    }
}
