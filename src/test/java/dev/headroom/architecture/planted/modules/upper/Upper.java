// SPDX-License-Identifier: Apache-2.0
package dev.headroom.architecture.planted.modules.upper;

import dev.headroom.architecture.planted.modules.lower.Lower;

/** Uses a module that its package-info does not allow. */
public class Upper {
    Lower lower() {
        return new Lower();
    }
}
