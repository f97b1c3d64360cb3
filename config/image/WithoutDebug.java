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
 * Takes the names and types of local variables, which only debuggers read, out of the jars of the directories; lines stay, so that traces tell
 * them. A class stays as it is where that does not make it smaller, or where it cannot be verified because it needs a library that is not there.
 */
class WithoutLocals {
    /** Of every entry, so that the same jars come out whenever they are made: 2026-11-22. */
    private static final long TIME = 1_795_305_600_000L;

    private final ClassFile classes;

    private WithoutLocals(List<Path> jars) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            urls.add(jar.toUri().toURL());
        }
        this.classes = ClassFile.of(
                ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(
                                new URLClassLoader(urls.toArray(new URL[0])))
                        .cached()),
                ClassFile.DebugElementsOption.DROP_DEBUG,
                ClassFile.ConstantPoolSharingOption.NEW_POOL);
    }

    public static void main(String[] directories) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String directory : directories) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of(directory), "*.jar")) {
                found.forEach(jars::add);
            }
        }
        WithoutLocals without = new WithoutLocals(jars);
        for (Path jar : jars) {
            without.repack(jar);
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
