// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Takes out of the jars of two directories what only debuggers and traces read: {@code WithoutDebug LIBRARIES APPLICATION}. Names and types of
 * local variables from both; the numbers of lines from the libraries, so that traces name their methods, as they do with the Java runtime of the
 * image, and the lines of our own. A class stays as it is where that does not make it smaller, or where it cannot be verified because it needs a
 * library that is not there.
 */
class WithoutDebug {
    /** Of every entry, so that the same jars come out whenever they are made: 2026-11-22. */
    private static final long TIME = 1_795_305_600_000L;

    private final ClassFile classes;

    private WithoutDebug(List<Path> known, ClassFile.LineNumbersOption lines) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Path jar : known) {
            urls.add(jar.toUri().toURL());
        }
        this.classes = ClassFile.of(
                ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(
                                new URLClassLoader(urls.toArray(new URL[0])))
                        .cached()),
                ClassFile.DebugElementsOption.DROP_DEBUG,
                lines,
                ClassFile.ConstantPoolSharingOption.NEW_POOL);
    }

    public static void main(String[] directories) throws IOException {
        List<Path> libraries = jars(directories[0]);
        List<Path> application = jars(directories[1]);
        List<Path> all = new ArrayList<>(libraries);
        all.addAll(application);
        new WithoutDebug(all, ClassFile.LineNumbersOption.DROP_LINE_NUMBERS).repack(libraries);
        new WithoutDebug(all, ClassFile.LineNumbersOption.PASS_LINE_NUMBERS).repack(application);
    }

    private static List<Path> jars(String directory) throws IOException {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of(directory), "*.jar")) {
            found.forEach(jars::add);
        }
        return jars;
    }

    private void repack(List<Path> jars) throws IOException {
        for (Path jar : jars) {
            repack(jar);
        }
    }

    private void repack(Path jar) throws IOException {
        Path made = Path.of(jar + ".new");
        try (ZipFile in = new ZipFile(jar.toFile());
                OutputStream file = Files.newOutputStream(made);
                ZipOutputStream out = new ZipOutputStream(file)) {
            out.setLevel(9);
            for (ZipEntry entry : Collections.list(in.entries())) {
                byte[] bytes = in.getInputStream(entry).readAllBytes();
                ZipEntry copy = new ZipEntry(entry.getName());
                copy.setTime(TIME);
                out.putNextEntry(copy);
                out.write(isClass(entry.getName()) ? smaller(bytes) : bytes);
                out.closeEntry();
            }
        }
        Files.move(made, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean isClass(String name) {
        return name.endsWith(".class") && !name.endsWith("module-info.class");
    }

    private byte[] smaller(byte[] whole) {
        try {
            byte[] without = classes.transformClass(classes.parse(whole), ClassTransform.ACCEPT_ALL);
            return without.length < whole.length && classes.verify(without).isEmpty() ? without : whole;
        } catch (IllegalArgumentException unresolved) {
            return whole;
        }
    }
}
