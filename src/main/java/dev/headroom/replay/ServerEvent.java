// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

/**
 * An event of a stream of server-sent events.
 *
 * @param name what kind it is
 * @param data one line of JSON
 */
record ServerEvent(String name, String data) {}
