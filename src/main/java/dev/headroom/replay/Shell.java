// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What a command has around it: its streams, what they are connected to, and the clock.
 *
 * @param in standard input; a thread that waits in it can be interrupted
 * @param out standard output, for results only
 * @param charset what text on standard output is encoded in
 * @param err standard error, for messages and progress
 * @param environment the environment variables
 * @param outInteractive true when standard output is a terminal
 * @param errInteractive true when standard error is a terminal
 * @param nanoTime a clock that never steps, nanoseconds since some instant
 */
record Shell(
        InputStream in,
        OutputStream out,
        Charset charset,
        PrintWriter err,
        Map<String, String> environment,
        boolean outInteractive,
        boolean errInteractive,
        LongSupplier nanoTime) {

    /** The shell this process was started from. */
    static Shell ofProcess(LongSupplier nanoTime) {
        return new Shell(
                Channels.newInputStream(new FileInputStream(FileDescriptor.in).getChannel()),
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
                charset("stdout.encoding"),
                new PrintWriter(new FileOutputStream(FileDescriptor.err), true, charset("stderr.encoding")),
                System.getenv(),
                interactive(1),
                interactive(2),
                nanoTime);
    }

    /** A writer of text on standard output, to be flushed by who asked for it. */
    PrintWriter text(Charset encoding) {
        return new PrintWriter(out, false, encoding);
    }

    private static Charset charset(String property) {
        try {
            return Charset.forName(System.getProperty(property, StandardCharsets.UTF_8.name()));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return StandardCharsets.US_ASCII;
        }
    }

    /** Asks the kernel what a descriptor is, since java.io.Console only knows of all three streams together. */
    private static boolean interactive(int descriptor) {
        Path link = Path.of("/proc/self/fd", Integer.toString(descriptor));
        try {
            String opened = Files.readSymbolicLink(link).toString();
            return opened.startsWith("/dev/pts/") || opened.startsWith("/dev/tty") || opened.equals("/dev/console");
        } catch (IOException noProcfs) {
            return System.console() != null;
        }
    }
}
