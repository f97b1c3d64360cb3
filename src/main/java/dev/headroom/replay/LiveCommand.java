// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Shows what a running service sees, as it sees it. */
@Command(
        name = "live",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Shows what a running Headroom sees: in a terminal a table of all signals, drawn anew each second; elsewhere a line for"
                    + " each burst, verdict and deploy.",
            "Ends with Ctrl-C, or after --duration."
        })
final class LiveCommand implements Callable<Integer> {
    private static final Duration REDRAW = Duration.ofSeconds(1);
    private static final int USUAL_HEIGHT = 24;
    private static final Set<String> FACTS =
            Set.of("burst-opened", "burst-closed", "burst-settled", "verdict", "deploy", "gap", "reset");
    private static final JsonMapper JSON = JsonMapper.shared();

    enum Format {
        TEXT,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--format",
            paramLabel = "text|json",
            description = "What to print (default: ${DEFAULT-VALUE}); json is one object a line: {event, data}.")
    private Format format = Format.TEXT;

    @Option(names = "--target", paramLabel = "NAME", description = "Only signals and bursts of this target.")
    private @Nullable String target;

    @Option(names = "--signal", paramLabel = "NAME", description = "Only this signal, as cpu or network_transmit.")
    private @Nullable String signal;

    @Option(
            names = "--duration",
            paramLabel = "LENGTH",
            converter = Lengths.class,
            description = "For how long (default: until Ctrl-C).")
    private @Nullable Duration duration;

    @Mixin
    private final ServiceAddress address = new ServiceAddress();

    private final Shell shell;
    private final Interruption interruption;
    private final LiveBoard board = new LiveBoard();

    LiveCommand(Shell shell, Interruption interruption) {
        this.shell = shell;
        this.interruption = interruption;
    }

    @Override
    public Integer call() throws CommandFailure {
        Terminal terminal = Terminal.of(shell.environment(), shell.charset(), shell.outInteractive());
        boolean drawn = format == Format.TEXT
                && shell.outInteractive()
                && !"dumb".equals(shell.environment().get("TERM"));
        PrintWriter out = shell.text(format == Format.JSON ? StandardCharsets.UTF_8 : shell.charset());
        try (EventFeed feed = new EventFeed(address.of("/api/v1/stream"), shell.err())) {
            feed.open();
            if (drawn) {
                draw(feed, terminal, out);
            } else {
                print(feed, terminal, out);
            }
        } catch (InterruptedException interrupted) {
            return ExitCode.INTERRUPTED.number();
        }
        return (interruption.requested() ? ExitCode.INTERRUPTED : ExitCode.FINE).number();
    }

    private void draw(EventFeed feed, Terminal terminal, PrintWriter out) throws InterruptedException {
        LiveScreen screen = new LiveScreen(board, address.toString(), terminal, height(), out);
        // lines are cut to the width, so they have no colours that would count
        LiveEvents lines = new LiveEvents(new Terminal(terminal.width(), terminal.unicode(), false));
        long start = shell.nanoTime().getAsLong();
        long drawnAt = start;
        screen.enter();
        try {
            screen.draw();
            while (goesOn(start, out)) {
                ServerEvent event = feed.poll(REDRAW);
                if (event != null) {
                    JsonNode data = data(event);
                    if (data != null) {
                        take(event.name(), data, lines);
                    }
                }
                long now = shell.nanoTime().getAsLong();
                if (event == null || event.name().equals("samples") || now - drawnAt >= REDRAW.toNanos()) {
                    screen.draw();
                    drawnAt = now;
                }
            }
        } finally {
            screen.leave();
        }
    }

    private void take(String name, JsonNode data, LiveEvents lines) {
        switch (name) {
            case "hello" -> board.hello(data);
            case "samples" -> board.samples(filtered(data));
            default -> {
                if (isAskedFor(data)) {
                    lines.line(name, data).ifPresent(board::happened);
                }
            }
        }
    }

    private void print(EventFeed feed, Terminal terminal, PrintWriter out) throws InterruptedException {
        LiveEvents lines = new LiveEvents(terminal);
        long start = shell.nanoTime().getAsLong();
        while (goesOn(start, out)) {
            ServerEvent event = feed.poll(REDRAW);
            JsonNode data = event == null || !FACTS.contains(event.name()) ? null : data(event);
            if (event != null && data != null && isAskedFor(data)) {
                if (format == Format.JSON) {
                    ObjectNode line = JSON.createObjectNode();
                    line.put("event", event.name());
                    line.set("data", data);
                    out.println(JSON.writeValueAsString(line));
                } else {
                    lines.line(event.name(), data).ifPresent(out::println);
                }
            }
        }
    }

    /** Also where nobody reads what is printed, it is over. */
    private boolean goesOn(long startNanos, PrintWriter out) {
        Duration longest = duration;
        return !interruption.requested()
                && !out.checkError()
                && (longest == null || shell.nanoTime().getAsLong() - startNanos < longest.toNanos());
    }

    private boolean isAskedFor(JsonNode data) {
        return (target == null
                        || data.path("target").isMissingNode()
                        || data.path("target").asString("").equals(target))
                && (signal == null
                        || data.path("signal").isMissingNode()
                        || data.path("signal").asString("").equals(signal));
    }

    private JsonNode filtered(JsonNode frame) {
        ObjectNode filtered = JSON.createObjectNode();
        filtered.set("now", frame.path("now"));
        filtered.putArray("signals")
                .addAll(frame.path("signals")
                        .valueStream()
                        .filter(this::isAskedFor)
                        .toList());
        return filtered;
    }

    private static @Nullable JsonNode data(ServerEvent event) {
        try {
            return JSON.readTree(event.data());
        } catch (JacksonException unreadable) {
            return null; // an event of a later day
        }
    }

    private int height() {
        String lines = shell.environment().getOrDefault("LINES", "");
        return lines.matches("\\d{1,4}") ? Math.max(5, Integer.parseInt(lines)) : USUAL_HEIGHT;
    }
}
