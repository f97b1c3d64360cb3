// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.deploys.DeployBook;
import dev.headroom.deploys.DeployInbox;
import dev.headroom.deploys.DeployNotKeptException;
import dev.headroom.deploys.DeployReport;
import dev.headroom.deploys.ReportCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log is followed through all that happens to logs, and each of its lines is told once. */
class LogTailTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2024-05-28T13:00:00Z"));

    @TempDir
    private Path directory;

    private final List<String> told = new ArrayList<>();
    private boolean broken;
    private Path file;
    private LogTail tail;

    /** Keeps in mind what was told, as the service does. */
    private final class Inbox implements DeployInbox {
        private final DeployBook book = new DeployBook();

        @Override
        public Receipt accept(DeployReport report) throws DeployNotKeptException {
            if (broken) {
                throw new DeployNotKeptException("the disk is full", new IOException("No space left on device"));
            }
            DeployBook.Change change = book.consider(report);
            if (!change.duplicate()) {
                told.add(report.app() + (report.finishedAt() == null ? " started" : " ended"));
            }
            book.apply(change);
            return new Receipt(change.deploy(), change.duplicate());
        }
    }

    @BeforeEach
    void follow() {
        file = directory.resolve("deploys.log");
        restart();
    }

    @AfterEach
    void close() throws IOException {
        tail.close();
    }

    private void restart() {
        tail = new LogTail(file, directory.resolve("deploys.position"), new Inbox(), new ReportCheck(CLOCK), CLOCK);
    }

    private static String start(int n) {
        return line(n, "START");
    }

    private static String done(int n) {
        return line(n, "DONE");
    }

    private static String line(int n, String event) {
        return "2024-05-28T12:%02d:%02dZ !log a@b helmfile [eqiad] %s helmfile.d/services/s%d: apply\n"
                .formatted(n, event.equals("START") ? 0 : 30, event, n);
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void aFileThatIsThereIsFollowedFromItsEnd() throws IOException {
        append(start(1));
        tail.poll();
        append(start(2));
        tail.poll();

        assertThat(told).containsExactly("s2 started");
    }

    @Test
    void aFileThatComesLaterIsReadFromItsBeginning() throws IOException {
        tail.poll();
        tail.poll();
        append(start(1) + "another line\n" + done(1));
        tail.poll();

        assertThat(told).containsExactly("s1 started", "s1 ended");
    }

    @Test
    void aLineCountsOnceItIsComplete() throws IOException {
        tail.poll();
        String line = start(1);
        for (char letter : line.toCharArray()) {
            assertThat(told).isEmpty();
            append(String.valueOf(letter));
            tail.poll();
        }
        assertThat(told).containsExactly("s1 started");
    }

    @Test
    void aRotatedFileIsReadToItsEndAndTheNewOneFromItsBeginning() throws IOException {
        tail.poll();
        append(start(1));
        tail.poll();
        append(start(2));
        Files.move(file, directory.resolve("deploys.log.1"));
        tail.poll();
        Files.writeString(directory.resolve("deploys.log.1"), start(3), StandardOpenOption.APPEND);
        append(start(4));
        tail.poll();

        assertThat(told).containsExactly("s1 started", "s2 started", "s3 started", "s4 started");
    }

    @Test
    void aTruncatedFileIsReadFromItsBeginning() throws IOException {
        tail.poll();
        append(start(1) + start(2));
        tail.poll();
        Files.writeString(file, start(3), StandardOpenOption.TRUNCATE_EXISTING);
        tail.poll();

        assertThat(told).containsExactly("s1 started", "s2 started", "s3 started");
    }

    @Test
    void aTruncatedFileThatHasGrownLongerIsNoticedToo() throws IOException {
        tail.poll();
        append(start(1));
        tail.poll();
        Files.writeString(file, start(2) + start(3), StandardOpenOption.TRUNCATE_EXISTING);
        tail.poll();

        assertThat(told).containsExactly("s1 started", "s2 started", "s3 started");
    }

    @Test
    void aRestartNeitherRepeatsNorLoses() throws IOException {
        tail.poll();
        append(start(1));
        tail.poll();
        tail.close();
        append(done(1) + start(2));

        restart();
        tail.poll();

        assertThat(told).containsExactly("s1 started", "s1 ended", "s2 started");
    }

    @Test
    void aRotationWhileItWasDownLosesNothing() throws IOException {
        tail.poll();
        append(start(1));
        tail.poll();
        tail.close();
        append(start(2));
        Files.move(file, directory.resolve("deploys.log.1"));
        append(start(3));

        restart();
        tail.poll();

        assertThat(told).containsExactly("s1 started", "s2 started", "s3 started");
    }

    @Test
    void anInodeThatIsUsedAgainIsAnotherFile() throws IOException {
        tail.poll();
        append(start(1));
        tail.poll();
        tail.close();
        Files.delete(file);
        append(start(2) + start(3));

        restart();
        tail.poll();

        assertThat(told).containsExactly("s1 started", "s2 started", "s3 started");
    }

    @Test
    void aDamagedPositionMeansReadingAgainNotLosing() throws IOException {
        tail.poll();
        append(start(1));
        tail.poll();
        tail.close();
        append(start(2));
        Files.writeString(directory.resolve("deploys.position"), "");

        restart();
        tail.poll();

        assertThat(told).contains("s2 started");
    }

    @Test
    void whatCannotBeKeptIsReadAgain() throws IOException {
        tail.poll();
        append(start(1) + done(1));
        broken = true;
        tail.poll();
        tail.poll();
        assertThat(told).isEmpty();

        broken = false;
        tail.poll();
        assertThat(told).containsExactly("s1 started", "s1 ended");
    }

    @Test
    void aLineWithoutEndIsSkippedInBoundedRoom() throws IOException {
        tail.poll();
        for (int part = 0; part < 50; part++) {
            append("x".repeat(10_000));
            tail.poll();
        }
        append("\n" + start(1));
        tail.poll();

        assertThat(told).containsExactly("s1 started");
    }

    @Test
    void manyLinesAtOnceAreAllRead() throws IOException {
        tail.poll();
        StringBuilder many = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int n = 0; n < 3_000; n++) {
            many.append("noise ").append("y".repeat(n % 97)).append('\n');
            if (n % 50 == 0) {
                many.append(start(n / 50));
                expected.add("s" + n / 50 + " started");
            }
        }
        append(many.toString());
        tail.poll();

        assertThat(told).isEqualTo(expected);
    }

    @Test
    void bytesThatAreNoTextDoNoHarm() throws IOException {
        tail.poll();
        Files.write(file, new byte[] {(byte) 0xFF, 0, (byte) 0xC3, '\n', '\r', '\n'});
        Files.write(file, start(1).getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        tail.poll();

        assertThat(told).containsExactly("s1 started");
    }
}
