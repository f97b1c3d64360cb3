// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * How far a log was read. The file is known by the checksum of its beginning, because its name is given to the next one when it is
 * rotated, and its inode to any when it is deleted.
 *
 * @param offset bytes read, up to the end of a line
 * @param headBytes how many bytes of the beginning the checksum is of
 * @param headChecksum CRC-32 of the beginning
 * @param open deploys whose end is still to come
 */
record LogPosition(long offset, int headBytes, long headChecksum, List<DeployLog.Open> open) {
    private static final int MOST_HEAD_BYTES = 256;
    private static final String FORM = "headroom-log-position 1";

    LogPosition {
        open = List.copyOf(open);
    }

    static LogPosition of(FileChannel log, long offset, List<DeployLog.Open> open) throws IOException {
        int headBytes = (int) Math.min(MOST_HEAD_BYTES, offset);
        return new LogPosition(offset, headBytes, checksum(log, headBytes), open);
    }

    /** True when this is a position in that file. */
    boolean isIn(FileChannel log) throws IOException {
        return log.size() >= offset && checksum(log, headBytes) == headChecksum;
    }

    private static long checksum(FileChannel log, int bytes) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(bytes);
        while (head.hasRemaining() && log.read(head, head.position()) >= 0) {
            // reads on until the beginning is complete or the file ends
        }
        CRC32 crc = new CRC32();
        crc.update(head.flip());
        return crc.getValue();
    }

    /** Replaces the file as a whole: a crash leaves the old one or the new one. */
    void save(Path file) throws IOException {
        StringBuilder text = new StringBuilder(FORM).append('\n');
        text.append(offset)
                .append(' ')
                .append(headBytes)
                .append(' ')
                .append(headChecksum)
                .append('\n');
        open.forEach(deploy ->
                text.append(deploy.start()).append(' ').append(deploy.pair()).append('\n'));
        Path written = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(written, text);
        try {
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** @throws IOException when it cannot be read, or is none */
    static LogPosition load(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        try {
            String[] numbers = lines.get(1).split(" ");
            List<DeployLog.Open> open = new ArrayList<>();
            for (String line : lines.subList(2, lines.size())) {
                int end = line.indexOf(' ');
                open.add(new DeployLog.Open(line.substring(end + 1), Instant.parse(line.substring(0, end))));
            }
            if (lines.getFirst().equals(FORM) && numbers.length == 3) {
                return new LogPosition(
                        Long.parseLong(numbers[0]), Integer.parseInt(numbers[1]), Long.parseLong(numbers[2]), open);
            }
        } catch (IndexOutOfBoundsException | NumberFormatException | DateTimeException damaged) {
            throw new IOException(file + " is damaged", damaged);
        }
        throw new IOException(file + " is not the position of a log");
    }
}
