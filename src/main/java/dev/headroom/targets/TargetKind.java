// SPDX-License-Identifier: Apache-2.0
package dev.headroom.targets;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of servers that are watched over the network, and what each is asked. */
public enum TargetKind {
    /** A kube-apiserver: probed, and read at two paces. */
    APISERVER(List.of(Ask.READYZ, Ask.SLIS, Ask.METRICS)),
    /** A node_exporter on the machine of a control-plane server. */
    NODE(List.of(Ask.NODE));

    private final List<Ask> asks;

    TargetKind(List<Ask> asks) {
        this.asks = asks;
    }

    /** The public name, as in {@code headroom.targets[n].kind}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of this name. */
    public static Optional<TargetKind> of(String id) {
        return Arrays.stream(values()).filter(kind -> kind.id().equals(id)).findFirst();
    }

    List<Ask> asks() {
        return asks;
    }
}
