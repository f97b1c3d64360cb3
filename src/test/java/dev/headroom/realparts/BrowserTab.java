// SPDX-License-Identifier: Apache-2.0
package dev.headroom.realparts;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ScreenshotScale;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A tab that takes note of all that a healthy page never does: messages of errors and warnings (those of the security policy among them), errors
 * that nothing caught, requests that failed or were refused, dialogs, and requests to anywhere else than where the page is from. Each of them
 * fails the test when the tab is closed, unless it is expected.
 */
public final class BrowserTab implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of("target/page-screenshots");
    private static final int CLIENT_ERROR = 400;

    private final Page page;
    private final BrowserContext reader;
    private final List<String> troubles = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private final List<Pattern> expected = new ArrayList<>();
    private @Nullable String origin;

    BrowserTab(Page page) {
        this.page = page;
        reader = page.context();
        page.onConsoleMessage(this::said);
        page.onPageError(error -> troubles.add("uncaught " + error));
        page.onRequest(this::asked);
        page.onRequestFailed(this::failed);
        page.onResponse(this::answered);
        page.onDialog(dialog -> {
            troubles.add("dialog " + dialog.type() + ": " + dialog.message());
            dialog.dismiss();
        });
    }

    /** What it shows. */
    public Page page() {
        return page;
    }

    /** Goes to an address; from the first on, nothing of another origin may be asked for. */
    public void open(String address) {
        if (origin == null) {
            origin = originOf(address);
        }
        page.navigate(address);
    }

    /** From now on a trouble in which this is found is none. */
    public void expect(String regex) {
        expected.add(Pattern.compile(regex));
    }

    /** What went wrong so far and was not expected, oldest first. */
    public List<String> troubles() {
        // what has happened is told while the browser is asked something
        page.evaluate("0");
        return troubles.stream()
                .filter(trouble -> expected.stream()
                        .noneMatch(pattern -> pattern.matcher(trouble).find()))
                .toList();
    }

    /** All that was asked for so far, as METHOD and address, oldest first. */
    public List<String> requests() {
        page.evaluate("0");
        return List.copyOf(requests);
    }

    /** Keeps a picture of the whole page at {@code target/page-screenshots/NAME.png}, for people to look at. */
    public void shoot(String name) {
        picture(name, true);
    }

    /** The same of what is in the window: dialogs lie over that. */
    public void shootWindow(String name) {
        picture(name, false);
    }

    private void picture(String name, boolean whole) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setScale(ScreenshotScale.CSS)
                .setFullPage(whole));
    }

    private void said(ConsoleMessage message) {
        if (message.type().equals("error") || message.type().equals("warning")) {
            troubles.add(message.type() + " " + message.text() + " (" + message.location() + ")");
        }
    }

    private void asked(Request request) {
        requests.add(request.method() + " " + request.url());
        URI address = URI.create(request.url());
        boolean inside = "data".equals(address.getScheme()) || "blob".equals(address.getScheme());
        if (!inside && !originOf(request.url()).equals(origin)) {
            troubles.add("external request " + request.url());
        }
    }

    private void failed(Request request) {
        // given up by the page itself, for another question or another page
        if (!"net::ERR_ABORTED".equals(request.failure())) {
            troubles.add("failed " + request.method() + " " + request.url() + ": " + request.failure());
        }
    }

    private void answered(Response response) {
        if (response.status() >= CLIENT_ERROR) {
            troubles.add("refused " + response.request().method() + " " + response.url() + ": " + response.status());
        }
    }

    private static String originOf(String address) {
        URI uri = URI.create(address);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** Closes it, and fails if anything went wrong in it. With its last tab the reader is gone. */
    @Override
    public void close() {
        try {
            List<String> wrong = troubles();
            if (!wrong.isEmpty()) {
                throw new AssertionError("the page went wrong:\n" + String.join("\n", wrong));
            }
        } finally {
            page.close();
            if (reader.pages().isEmpty()) {
                reader.close();
            }
        }
    }
}
