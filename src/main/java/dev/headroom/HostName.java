// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a machine calls itself. */
final class HostName {
    private HostName() {}

    /**
     * The name the kernel under the root goes by; that of this machine where there is no such file; localhost where it has none.
     *
     * @param root the folder the machine's file system is seen under
     */
    static String under(Path root) {
        Path file = root.resolve("proc/sys/kernel/hostname");
        try {
            String name = Files.readString(file).strip();
            if (!name.isEmpty() && !name.equals("(none)")) {
                return name;
            }
        } catch (IOException absent) {
            // no Linux, or no /proc under this root: the next best answer follows
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }
}
