// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A disk as recorded system calls leave it: what it was made to keep, and after that what it may or may not have got to keep before a
 * power cut. Nothing is taken for granted that POSIX does not grant: what was written to a file counts once the file was synced, its
 * name once its directory was.
 */
final class TracedDisk {
    /** The calls it has to be told; strings in full and in hexadecimal. */
    static final List<String> TRACE = List.of(
            "-xx", "-s", "1048576", "-e", "trace=openat,mkdir,rename,unlink,write,pwrite64,ftruncate,fsync,fdatasync");

    private static final Pattern ON_FILE = Pattern.compile("(\\w+)\\(\\d+<([^>]*)>(.*)\\) += (\\d+).*", Pattern.DOTALL);
    private static final Pattern ON_NAME =
            Pattern.compile("(\\w+)\\((?:AT_FDCWD<[^>]*>, )?\"([^\"]*)\"(.*)\\) += \\d+.*");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"(.*)", Pattern.DOTALL);

    private final Path root;
    private final Map<Path, TracedFile> names = new HashMap<>();
    private final Map<Path, TracedFile> keptNames;
    private final List<Renaming> renamings = new ArrayList<>();

    /** Names of a directory that change together. */
    private record Renaming(Path directory, Map<Path, TracedFile> added, List<Path> removed) {
        void apply(Map<Path, TracedFile> names) {
            removed.forEach(names::remove);
            names.putAll(added);
        }
    }

    /** @param root where the files are that count; what is there now is kept */
    TracedDisk(Path root) throws IOException {
        this.root = root;
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.toList()) {
                names.put(path, new TracedFile(Files.isRegularFile(path) ? Files.readAllBytes(path) : new byte[0]));
            }
        }
        this.keptNames = new HashMap<>(names);
    }

    /** True when this call makes the disk keep something of ours. */
    boolean isSync(Strace.Call call) {
        Matcher on = ON_FILE.matcher(call.text());
        return (call.is("fsync") || call.is("fdatasync")) && on.matches() && ours(on.group(2)) != null;
    }

    /** What this call wrote to the standard output. */
    static String output(Strace.Call call) {
        Matcher quoted = QUOTED.matcher(call.text());
        return call.text().startsWith("write(1<") && quoted.find()
                ? new String(bytes(quoted.group(1)), StandardCharsets.UTF_8)
                : "";
    }

    private @Nullable Path ours(String hexadecimal) {
        Path path = Path.of(text(hexadecimal));
        return path.startsWith(root) ? path : null;
    }

    /** Has the call happen. */
    void apply(Strace.Call call) {
        Matcher on = ON_FILE.matcher(call.text());
        Matcher name = ON_NAME.matcher(call.text());
        if (on.matches()) {
            Path path = ours(on.group(2));
            TracedFile file = path == null ? null : names.get(path);
            if (path != null && file != null) { // else it is not ours, or has no name any more
                onFile(on.group(1), path, file, on.group(3));
            }
        } else if (name.matches() && ours(name.group(2)) instanceof Path path) {
            onName(name.group(1), path, name.group(3));
        }
    }

    private void onFile(String call, Path path, TracedFile file, String arguments) {
        switch (call) {
            case "pwrite64" -> {
                Matcher quoted = QUOTED.matcher(arguments);
                if (quoted.find()) {
                    String place = quoted.group(2).substring(quoted.group(2).lastIndexOf(',') + 1);
                    file.write(Integer.parseInt(place.strip()), bytes(quoted.group(1)));
                }
            }
            case "ftruncate" ->
                file.truncate(Integer.parseInt(arguments.substring(1).strip()));
            case "fsync", "fdatasync" -> {
                file.sync();
                renamings.stream()
                        .filter(renaming -> renaming.directory.equals(path))
                        .forEach(renaming -> renaming.apply(keptNames));
                renamings.removeIf(renaming -> renaming.directory.equals(path));
            }
            default -> throw new IllegalArgumentException(call + " on a file");
        }
    }

    private void onName(String call, Path path, String arguments) {
        switch (call) {
            case "openat" -> {
                if (arguments.contains("O_CREAT") && !names.containsKey(path)) {
                    rename(path, Map.of(path, new TracedFile(new byte[0])), List.of());
                }
            }
            case "mkdir" -> rename(path, Map.of(path, new TracedFile(new byte[0])), List.of());
            case "unlink" -> rename(path, Map.of(), List.of(path));
            case "rename" -> {
                Matcher target = QUOTED.matcher(arguments);
                TracedFile file = names.get(path);
                if (target.find() && file != null) {
                    rename(path, Map.of(Path.of(text(target.group(1))), file), List.of(path));
                }
            }
            default -> throw new IllegalArgumentException(call + " on a name");
        }
    }

    private void rename(Path path, Map<Path, TracedFile> added, List<Path> removed) {
        Renaming renaming = new Renaming(parent(path), added, removed);
        renaming.apply(names);
        renamings.add(renaming);
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent());
    }

    /** Makes, in a directory that is not there yet, one of the disks that a power cut now may leave. */
    void image(Path directory, Random random) throws IOException {
        SortedMap<Path, TracedFile> found = new TreeMap<>(keptNames);
        renamings.stream().limit(random.nextInt(renamings.size() + 1)).forEach(renaming -> renaming.apply(found));
        for (Map.Entry<Path, TracedFile> entry : found.entrySet()) {
            Path path = entry.getKey();
            Path copy = directory.resolve(root.relativize(path));
            if (!path.equals(root) && !Files.isDirectory(parent(copy))) {
                continue; // the name of what it is in is lost
            }
            if (Files.isDirectory(path)) {
                Files.createDirectory(copy);
            } else {
                Files.write(copy, entry.getValue().image(random));
            }
        }
    }

    private static String text(String hexadecimal) {
        return new String(bytes(hexadecimal), StandardCharsets.UTF_8);
    }

    /** Of \x61\x62 and so on. */
    private static byte[] bytes(String hexadecimal) {
        byte[] bytes = new byte[hexadecimal.length() / 4];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(hexadecimal, 4 * i + 2, 4 * i + 4, 16);
        }
        return bytes;
    }
}
