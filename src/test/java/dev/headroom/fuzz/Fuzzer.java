// SPDX-License-Identifier: Apache-2.0
package dev.headroom.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Runs a check over seeds and over mutations of them, without looking at coverage. A few thousand mutations from a fixed seed in every
 * build; as many as fit into {@code FUZZ_SECONDS} (environment), from a seed that differs, otherwise. A find is shown in hexadecimal and
 * belongs among the seeds, in {@code src/test/resources/fuzz/TARGET}, one file each.
 *
 * <p>Jazzer, which looks at coverage, is given the same seeds and checks by {@code mvn -Pfuzz} (folder {@code src/fuzz}). Even to run its
 * seeds it puts an agent into the virtual machine, so it is kept apart from the unit tests, some of which count allocated bytes.
 */
public final class Fuzzer {
    private static final int MUTATIONS = 3_000;
    private static final Path SEEDS = Path.of("src/test/resources/fuzz");
    /** Pieces that mean something to one of the readers. */
    private static final List<byte[]> PIECES = Stream.of(
                    "\n",
                    "\r\n",
                    "\0",
                    "\"",
                    "\\",
                    "\\n",
                    "{",
                    "}",
                    ",",
                    "=",
                    " ",
                    "\t",
                    "# EOF\n",
                    "# TYPE a counter\n",
                    "NaN",
                    "+Inf",
                    "-",
                    "1e999",
                    "1e-999",
                    "0x1p3",
                    "1_0",
                    "1f",
                    "18446744073709551616",
                    "9223372036854775807",
                    "0.1",
                    "1716898990.123456789",
                    "null",
                    "true",
                    "[",
                    "]",
                    ":",
                    "\u00e9",
                    "\uD83D\uDE80",
                    "2024-05-28T09:00:00Z",
                    "phase",
                    "started",
                    "startedAt",
                    "instance=\"a:1\"",
                    "up 1\n")
            .map(piece -> piece.getBytes(StandardCharsets.UTF_8))
            .toList();

    private final String target;
    private final List<byte[]> seeds;

    /** Takes any bytes; throws what it should not where they are too much for it. */
    @FunctionalInterface
    public interface Check {
        void check(byte[] bytes) throws Exception;
    }

    private Fuzzer(String target, List<byte[]> seeds) {
        this.target = target;
        this.seeds = seeds;
    }

    /** Fuzzes from the seeds of a target, of which there must be some. */
    public static Fuzzer of(String target) throws IOException {
        return new Fuzzer(target, seeds(target));
    }

    /** The seeds of a target. */
    public static List<byte[]> seeds(String target) throws IOException {
        try (Stream<Path> files = Files.list(SEEDS.resolve(target))) {
            List<byte[]> seeds = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                seeds.add(Files.readAllBytes(file));
            }
            return seeds;
        }
    }

    /** The same with one more seed, made by the test. */
    public Fuzzer with(byte[] seed) {
        List<byte[]> more = new ArrayList<>(seeds);
        more.add(seed);
        return new Fuzzer(target, more);
    }

    /** Runs the check over the seeds, each cut at every byte of its beginning, and over mutations. */
    public void run(Check check) {
        for (byte[] seed : seeds) {
            for (int length = Math.min(seed.length, 300); length >= 0; length--) {
                run(check, Arrays.copyOf(seed, length));
            }
            run(check, seed);
        }
        String secondsAsked = System.getenv("FUZZ_SECONDS");
        if (secondsAsked == null) {
            Random random = new Random(target.hashCode());
            for (int i = 0; i < MUTATIONS; i++) {
                run(check, mutated(random));
            }
        } else {
            Random random = new Random(System.nanoTime());
            long end = System.nanoTime()
                    + Duration.ofSeconds(Long.parseLong(secondsAsked)).toNanos();
            while (System.nanoTime() - end < 0) {
                run(check, mutated(random));
            }
        }
    }

    private void run(Check check, byte[] bytes) {
        try {
            check.check(bytes);
        } catch (Throwable e) {
            throw new AssertionError(
                    "%s does not bear %s (%s)"
                            .formatted(
                                    target,
                                    HexFormat.of().formatHex(bytes),
                                    new String(bytes, StandardCharsets.ISO_8859_1)),
                    e);
        }
    }

    private byte[] mutated(Random random) {
        byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            bytes = mutated(bytes, random);
        }
        return bytes;
    }

    private byte[] mutated(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length + 1);
        int end = Math.min(bytes.length, at + 1 + random.nextInt(16));
        return switch (random.nextInt(6)) {
            case 0 -> join(bytes, at, new byte[0], end);
            case 1 -> join(bytes, at, PIECES.get(random.nextInt(PIECES.size())), at);
            case 2 -> join(bytes, at, PIECES.get(random.nextInt(PIECES.size())), end);
            case 3 -> flipped(bytes, at, random);
            case 4 -> join(bytes, at, Arrays.copyOfRange(bytes, at, end), at);
            default -> {
                byte[] other = seeds.get(random.nextInt(seeds.size()));
                int from = random.nextInt(other.length + 1);
                yield join(bytes, at, Arrays.copyOfRange(other, from, other.length), bytes.length);
            }
        };
    }

    private static byte[] flipped(byte[] bytes, int at, Random random) {
        if (bytes.length > 0) {
            bytes[Math.min(at, bytes.length - 1)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private static byte[] join(byte[] bytes, int until, byte[] middle, int from) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.write(bytes, 0, until);
        joined.writeBytes(middle);
        joined.write(bytes, from, bytes.length - from);
        return joined.toByteArray();
    }
}
