// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.ObjIntConsumer;

/**
 * Finds processes by the name the kernel keeps of them (/proc/PID/comm). Asking each process for its name is what costs, so those
 * that were there in the last two searches, and may thus be taken to have started what they are going to run, are asked again only
 * every thirtieth time. Not thread safe.
 */
final class ProcessSearch {
    private static final int SEARCHES_UNTIL_ALL = 30;
    /** TASK_COMM_LEN less its terminating zero. */
    private static final int KEPT_BYTES = 15;

    private static final int MOST_DIGITS = 9;

    private final Path proc;
    private final List<String> names;
    private int[] last = {};
    private int[] lastButOne = {};
    private int searches;

    ProcessSearch(Path proc, List<String> names) {
        this.proc = proc;
        this.names = names.stream().map(ProcessSearch::asKept).toList();
    }

    /**
     * Calls back for each process that may be new and has one of the names.
     *
     * @param found takes the folder of the process and the index of its name
     * @throws IOException when /proc cannot be listed
     */
    void search(ObjIntConsumer<Path> found) throws IOException {
        boolean all = searches++ % SEARCHES_UNTIL_ALL == 0;
        int[] pids = new int[last.length + 64];
        int count = 0;
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(proc)) {
            for (Path folder : folders) {
                int pid = pid(folder);
                if (pid < 0) {
                    continue;
                }
                if (count == pids.length) {
                    pids = Arrays.copyOf(pids, count * 2);
                }
                pids[count++] = pid;
                boolean settled = Arrays.binarySearch(last, pid) >= 0 && Arrays.binarySearch(lastButOne, pid) >= 0;
                if (all || !settled) {
                    ask(folder, found);
                }
            }
        }
        lastButOne = last;
        last = Arrays.copyOf(pids, count);
        Arrays.sort(last);
    }

    /** The number a folder of /proc is named by, or -1 when it is not a process's. */
    static int pid(Path folder) {
        String name = folder.getFileName().toString();
        if (name.length() > MOST_DIGITS) {
            return -1;
        }
        int pid = 0;
        for (int i = 0; i < name.length(); i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            pid = pid * 10 + digit;
        }
        return pid;
    }

    private void ask(Path folder, ObjIntConsumer<Path> found) {
        String name;
        try {
            name = new String(Files.readAllBytes(folder.resolve("comm")), UTF_8).strip();
        } catch (IOException e) {
            // It has ended between the listing and the question, or may not be asked: nobody we could watch.
            return;
        }
        int index = names.indexOf(name);
        if (index >= 0) {
            found.accept(folder, index);
        }
    }

    private static String asKept(String name) {
        byte[] bytes = name.getBytes(UTF_8);
        return bytes.length <= KEPT_BYTES ? name : new String(bytes, 0, KEPT_BYTES, UTF_8);
    }
}
