// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.sampling.SignalKind;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Reads the signals that requests name. */
final class RequestSignal {
    private RequestSignal() {}

    /**
     * The kind of signal that the parameter {@code signal} names.
     *
     * @param remedy what to send instead, a sentence
     * @throws InvalidParameterException when it names none
     */
    static SignalKind parse(String name, String remedy) {
        return Arrays.stream(SignalKind.values())
                .filter(kind -> kind.id().equals(name))
                .findFirst()
                .orElseThrow(() -> InvalidParameterException.value(
                        "signal",
                        name,
                        "one of "
                                + Arrays.stream(SignalKind.values())
                                        .map(SignalKind::id)
                                        .collect(Collectors.joining(", ")),
                        remedy));
    }
}
