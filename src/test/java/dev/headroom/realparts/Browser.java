// SPDX-License-Identifier: Apache-2.0
package dev.headroom.realparts;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The Chromium that is installed here, without a window, for as long as a test needs it. It is of one thread: whoever starts it uses and closes
 * it. Where there is none, the test is skipped with the reason; in CI it fails.
 */
public final class Browser implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;

    private Browser(Playwright playwright, com.microsoft.playwright.Browser chromium) {
        this.playwright = playwright;
        this.chromium = chromium;
    }

    /** Starts it. */
    public static Browser start() {
        Path program = program();
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        try {
            return new Browser(
                    playwright,
                    playwright
                            .chromium()
                            .launch(new BrowserType.LaunchOptions()
                                    .setExecutablePath(program)
                                    // root has no sandbox, and CI is often root
                                    .setChromiumSandbox(false)));
        } catch (RuntimeException e) {
            playwright.close();
            throw e;
        }
    }

    private static Path program() {
        return NAMES.stream()
                .flatMap(name -> Stream.of(String.valueOf(System.getenv("PATH")).split(":"))
                        .filter(folder -> !folder.isBlank())
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> RealPart.missing(
                        "no browser is there: install chromium, so that one of " + NAMES + " is on the PATH"));
    }

    /** A tab of a reader's own: nothing is shared with others. */
    public BrowserTab tab() {
        return tab(new NewContextOptions());
    }

    /**
     * The same for a reader with other habits.
     *
     * @param reader such as the size of the window, 1300 by 950 by default, the colour scheme or the language
     */
    public BrowserTab tab(NewContextOptions reader) {
        return tab(context(reader));
    }

    /** One reader, who may open more than one tab. */
    public BrowserContext context(NewContextOptions reader) {
        if (reader.viewportSize == null) {
            reader.setViewportSize(1300, 950);
        }
        return chromium.newContext(reader.setPermissions(List.of("clipboard-read", "clipboard-write"))
                .setTimezoneId("Europe/Berlin"));
    }

    /** One more tab of a reader. */
    public static BrowserTab tab(BrowserContext reader) {
        return new BrowserTab(reader.newPage());
    }

    @Override
    public void close() {
        try {
            chromium.close();
        } finally {
            playwright.close();
        }
    }
}
