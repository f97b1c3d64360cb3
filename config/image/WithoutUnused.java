// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lists, for jlink's --exclude-resources, what two modules have that is never used here: of java.desktop, what draws, prints, plays and shows
 * windows, because Spring needs its java.beans alone; of java.xml, what transforms XML and asks it by path, because XML is only ever read, by the
 * logger whose configuration a user gives. jlink wants a file in every package of a module, so the smallest stays; so do the providers that the
 * module names.
 */
class WithoutUnused {
    private static final Map<String, Pattern> UNUSED = new TreeMap<>(Map.of(
            "java.desktop",
            Pattern.compile("(javax/(swing|sound|print|imageio|accessibility)|sun|com/sun/(imageio|media|java|swing|accessibility)"
                    + "|java/awt/doc-files)/.*"),
            "java.xml",
            Pattern.compile("com/sun/(org/apache/(xalan|bcel|xpath|xml/internal/dtm)|java_cup)/.*")));

    public static void main(String[] arguments) throws IOException {
        for (Map.Entry<String, Pattern> module : UNUSED.entrySet()) {
            list(module.getKey(), module.getValue());
        }
    }

    private static void list(String name, Pattern unused) throws IOException {
        Path module = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules", name);
        ModuleDescriptor descriptor =
                ModuleLayer.boot().findModule(name).orElseThrow().getDescriptor();
        List<Path> found;
        try (Stream<Path> files = Files.walk(module)) {
            found = files.filter(Files::isRegularFile)
                    .filter(file -> unused.matcher(module.relativize(file).toString()).matches())
                    .sorted(Comparator.comparingLong(WithoutUnused::size).thenComparing(Comparator.naturalOrder()))
                    .toList();
        }
        Set<String> kept = descriptor.provides().stream()
                .flatMap(provides -> provides.providers().stream())
                .map(provider -> provider.replace('.', '/') + ".class")
                .collect(Collectors.toSet());
        Set<String> packages = descriptor.packages().stream()
                .map(known -> known.replace('.', '/'))
                .collect(Collectors.toCollection(HashSet::new));
        for (Path path : found) {
            String file = module.relativize(path).toString();
            boolean smallest = packages.remove(file.substring(0, file.lastIndexOf('/')));
            if (!smallest && !kept.contains(file)) {
                System.out.println("/" + name + "/" + file);
            }
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
