// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that was built, from the information the build leaves beside the classes. */
final class Version implements IVersionProvider {
    private static final String BUILD_INFORMATION = "/META-INF/build-info.properties";

    @Override
    public String[] getVersion() throws IOException {
        Properties build = new Properties();
        try (InputStream in = Version.class.getResourceAsStream(BUILD_INFORMATION)) {
            if (in != null) {
                build.load(in);
            }
        }
        return new String[] {
            "headroom " + build.getProperty("build.version", "(not built by Maven)"),
            "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.version")
        };
    }
}
