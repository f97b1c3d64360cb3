// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.detection.Burst;
import dev.headroom.detection.BurstListener;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps the latest that detection says of every burst. Not thread safe. */
final class BurstBook implements BurstListener {
    private final BurstShapes shapes;
    private final Map<String, Burst> bursts = new HashMap<>();

    BurstBook(BurstShapes shapes) {
        this.shapes = shapes;
    }

    @Override
    public void opened(Burst burst) {
        bursts.put(burst.id(), burst);
        shapes.opened(burst);
    }

    @Override
    public void closed(Burst burst) {
        bursts.put(burst.id(), burst);
        shapes.closed(burst);
    }

    @Override
    public void settled(Burst burst) {
        bursts.put(burst.id(), burst);
    }

    /** All bursts in the order of their start. */
    List<Burst> inOrder() {
        List<Burst> ordered = new ArrayList<>(bursts.values());
        ordered.sort(Comparator.comparingLong(Burst::startNanos).thenComparing(Burst::id));
        return ordered;
    }
}
