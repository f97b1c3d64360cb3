// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks a running service whether it is ready: for containers and supervisors that can only run a command. */
@Command(
        name = "health",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Asks a running Headroom whether it is ready. Exits with 1 where it is not, or does not answer within 3 s.")
final class HealthCommand implements Callable<Integer> {
    private static final int TIMEOUT_MILLIS = 3_000;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:${env:SERVER_PORT:-19847}/readyz",
            description = "What to ask (default: ${DEFAULT-VALUE}).")
    private URI url = URI.create("http://127.0.0.1:19847/readyz");

    private final Shell shell;

    HealthCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws CommandFailure {
        String answer = answer(http());
        PrintWriter out = shell.text(shell.charset());
        out.println(answer);
        out.flush();
        return (answer.equals("ready") ? ExitCode.FINE : ExitCode.FOUND).number();
    }

    private URL http() throws CommandFailure {
        try {
            URL address = url.toURL();
            if (address.getProtocol().matches("https?") && !address.getHost().isEmpty()) {
                return address;
            }
        } catch (IOException | IllegalArgumentException malformed) {
            throw new CommandFailure(ExitCode.BAD_INPUT, refusal(), malformed);
        }
        throw new CommandFailure(ExitCode.BAD_INPUT, refusal());
    }

    private String refusal() {
        return "--url " + url + " is no address of a service; expected one like http://127.0.0.1:19847/readyz";
    }

    private static String answer(URL address) {
        try {
            // the JDK's older client: it is in memory in a tenth of the time of the newer one, and this runs once a
            // minute
            HttpURLConnection connection = (HttpURLConnection) address.openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status == HttpURLConnection.HTTP_OK ? "ready" : "not ready: " + address + " answered " + status;
        } catch (IOException unreachable) {
            return "not ready: " + address + ": " + CommandFailure.words(unreachable);
        }
    }
}
