// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import dev.headroom.sampling.SignalKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers the signals of one run of the program, from 0 in the order in which they are met. Not thread safe. */
final class SignalIds {
    private final Map<SignalKey, Integer> ids = new HashMap<>();
    private final List<SignalKey> keys = new ArrayList<>();
    private final List<SignalKey> view = Collections.unmodifiableList(keys);

    /** The id of a signal, a new one where it has none yet. */
    int of(SignalKey key) {
        Integer known = ids.putIfAbsent(key, keys.size());
        if (known != null) {
            return known;
        }
        keys.add(key);
        return keys.size() - 1;
    }

    /** The signals in the order of their ids; grows as they are met. */
    List<SignalKey> keys() {
        return view;
    }
}
