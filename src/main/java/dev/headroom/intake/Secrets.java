// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import java.util.List;

/**
 * What senders prove themselves by. Asked at each request, so that what is read from a file can be changed without a restart. Thread
 * safe.
 */
public interface Secrets {
    /** The tokens that may write anything; several while one replaces another. */
    List<Secret> tokens();

    /** The secrets that the requests of one channel are signed with; several while one replaces another. */
    List<Secret> signing(String channel);
}
