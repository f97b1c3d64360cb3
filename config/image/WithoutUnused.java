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
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lists, for jlink's --exclude-resources, what module java.desktop has to draw, print, play and show windows with: Spring needs its java.beans
 * alone. jlink wants a file in every package of the module, so the smallest stays; so do the providers that the module names.
 */
class WithoutDrawing {
    private static final Pattern DRAWING = Pattern.compile(
            "(javax/(swing|sound|print|imageio|accessibility)|sun|com/sun/(imageio|media|java|swing|accessibility)"
                    + "|java/awt/doc-files)/.*");

    public static void main(String[] arguments) throws IOException {
        Path module = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.desktop");
        ModuleDescriptor descriptor =
                ModuleLayer.boot().findModule("java.desktop").orElseThrow().getDescriptor();
        List<Path> drawing;
        try (Stream<Path> files = Files.walk(module)) {
            drawing = files.filter(Files::isRegularFile)
                    .filter(file -> DRAWING.matcher(module.relativize(file).toString()).matches())
                    .sorted(Comparator.comparingLong(WithoutDrawing::size).thenComparing(Comparator.naturalOrder()))
                    .toList();
        }
        Set<String> kept = descriptor.provides().stream()
                .flatMap(provides -> provides.providers().stream())
                .map(provider -> provider.replace('.', '/') + ".class")
                .collect(Collectors.toSet());
        Set<String> packages = descriptor.packages().stream()
                .map(name -> name.replace('.', '/'))
                .collect(Collectors.toCollection(HashSet::new));
        for (Path file : drawing) {
            String name = module.relativize(file).toString();
            boolean smallest = packages.remove(name.substring(0, name.lastIndexOf('/')));
            if (!smallest && !kept.contains(name)) {
                System.out.println("/java.desktop/" + name);
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
