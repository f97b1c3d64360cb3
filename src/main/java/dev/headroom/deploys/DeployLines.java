// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads {@code deploys.ndjson}: one canonical record a line, in UTF-8. Blank lines and a byte order mark are skipped, a line told
 * twice counts once, and lines of one source and externalId are one deploy ({@link DeployMerge}).
 *
 * <p>{@snippet :
 * List<Deploy> deploys;
 * try (InputStream in = Files.newInputStream(file)) {
 *     deploys = DeployLines.read(in, file.toString());
 * }
 * }
 */
public final class DeployLines {
    /** The longest line read: a record is a few hundred bytes, a line of a megabyte is another kind of file. */
    static final int MAX_LINE_BYTES = 1 << 20;

    private static final int BUFFER_BYTES = 1 << 14;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final String file;
    private final Set<DeployReport> reports = new LinkedHashSet<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    private long lineNumber = 1;

    private DeployLines(String file) {
        this.file = file;
    }

    /**
     * Reads all lines and joins them into deploys with their parents, in the order of their start.
     *
     * @param in is read to its end and left open
     * @param file what errors call it
     * @throws DeployFormatException when a line is no record
     * @throws IOException when it cannot be read
     */
    public static List<Deploy> read(InputStream in, String file) throws IOException, DeployFormatException {
        return DeployMerge.of(reports(in, file));
    }

    /**
     * Reads all lines, each as the report it is.
     *
     * @param in is read to its end and left open
     * @param file what errors call it
     * @throws DeployFormatException when a line is no record
     * @throws IOException when it cannot be read
     */
    public static List<DeployReport> reports(InputStream in, String file) throws IOException, DeployFormatException {
        DeployLines lines = new DeployLines(file);
        lines.read(in);
        return List.copyOf(lines.reports);
    }

    private void read(InputStream in) throws IOException, DeployFormatException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            int lineStart = 0;
            for (int i = 0; i < length; i++) {
                if (buffer[i] == '\n') {
                    append(buffer, lineStart, i);
                    endLine();
                    lineStart = i + 1;
                }
            }
            append(buffer, lineStart, length);
        }
        endLine();
    }

    private void append(byte[] buffer, int start, int end) throws DeployFormatException {
        if (line.size() + (end - start) > MAX_LINE_BYTES) {
            throw new DeployFormatException(
                    file, lineNumber, "longer than 1 MiB; expected one deploy a line, a JSON object each");
        }
        line.write(buffer, start, end - start);
    }

    private void endLine() throws DeployFormatException {
        String text = decoded();
        if (!text.isBlank()) {
            try {
                reports.add(DeployJson.parse(text));
            } catch (InvalidDeployException e) {
                throw new DeployFormatException(file, lineNumber, e.problem());
            }
        }
        line.reset();
        lineNumber++;
    }

    private String decoded() throws DeployFormatException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
            return lineNumber == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new DeployFormatException(file, lineNumber, "not UTF-8; expected JSON in UTF-8");
        }
    }
}
