// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import picocli.CommandLine.Option;

/** Which Headroom a command asks: the option of all commands that ask one. Not thread safe. */
final class ServiceAddress {
    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:${env:SERVER_PORT:-19847}",
            description = "Where the service answers (default: ${DEFAULT-VALUE}).")
    private URI url = URI.create("http://127.0.0.1:19847");

    /**
     * The address of something below it.
     *
     * @param path begins with a slash
     */
    URL of(String path) throws CommandFailure {
        try {
            URL address = URI.create(this + path).toURL();
            if (address.getProtocol().matches("https?")
                    && !address.getHost().isEmpty()
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null) {
                return address;
            }
        } catch (MalformedURLException | IllegalArgumentException malformed) {
            throw new CommandFailure(ExitCode.BAD_INPUT, refusal(), malformed);
        }
        throw new CommandFailure(ExitCode.BAD_INPUT, refusal());
    }

    private String refusal() {
        return "--url " + url + " is no address of a service; expected one like http://127.0.0.1:19847";
    }

    /** Without a slash at its end. */
    @Override
    public String toString() {
        return url.toString().replaceAll("/+$", "");
    }
}
