// SPDX-License-Identifier: Apache-2.0
// The rows of the timeline: which there are and are shown, and what each of them tells of any time.

import { percent, quantity } from "./format.js";
import { bounds, burstsOf, keyOf, matches, state, touch } from "./store.js";

/** From so many rows on, those on which little happens are left out until they are asked for. */
const MANY = 14;
export const LITTLE = 0.25;

let quietToo = false;

/** The rows that are shown, the pinned first: {key, target, signal, device, unit, series}. */
export function rows() {
  const all = everyRow();
  if (quietToo || all.length <= MANY || state.filters.length > 0) {
    return all;
  }
  const busy = new Set([...state.bursts.values()].map((burst) => burst.key));
  const loud = all.filter((row) => busy.has(row.key) || state.pins.has(row.key) || row.key === state.row || (row.series?.utilisation !== false && row.series?.max.some((value) => value >= LITTLE)));
  return loud.length > 0 ? loud : all.slice(0, MANY);
}

function everyRow() {
  const known = new Map();
  for (const target of state.targets) {
    for (const signal of target.signals) {
      const row = { target: target.target, ...signal };
      row.key = keyOf(row);
      known.set(row.key, row);
    }
  }
  for (const series of state.timeline?.signals ?? []) {
    const key = keyOf(series);
    known.set(key, { ...(known.get(key) ?? series), key, series });
  }
  for (const burst of state.bursts.values()) {
    if (!known.has(burst.key)) {
      known.set(burst.key, { target: burst.target, signal: burst.signal, device: burst.device, key: burst.key });
    }
  }
  const pinned = (row) => (state.pins.has(row.key) ? 0 : 1);
  return [...known.values()].filter(matches).sort((a, b) => pinned(a) - pinned(b) || order(a) - order(b) || (a.key < b.key ? -1 : 1));
}

const SIGNALS = ["cpu", "network_transmit", "network_receive", "tcp_retransmit", "probe_latency", "apiserver_inflight", "apiserver_seats", "process_cpu", "cpu_pressure", "cpu_steal"];

function order(row) {
  return (SIGNALS.indexOf(row.signal) + SIGNALS.length + 1) % (SIGNALS.length + 1);
}

/** How many rows are left out because little happens on them. */
export function leftOut() {
  return everyRow().length - rows().length;
}

/** True when the quiet rows are shown because they were asked for. */
export function showsQuiet() {
  return quietToo;
}

/** Shows the quiet rows, or leaves them out again. */
export function toggleQuiet() {
  quietToo = !quietToo;
  touch("targets");
}

/** Tells the columns of a row, and after them what came since by the stream. */
export function columns(row, tell) {
  const timeline = state.timeline;
  let until = -Infinity;
  if (row.series && timeline) {
    const wide = timeline.columnSeconds * 1000;
    row.series.max.forEach((value, i) => {
      const from = timeline.sinceMs + i * wide;
      if (from < timeline.untilMs) {
        tell(from, Math.min(from + wide, timeline.untilMs), value, (row.series.observed[i] ?? 0) > 0);
      }
    });
    until = timeline.untilMs;
  }
  for (const frame of state.tail.get(row.key) ?? []) {
    if (frame.t1 > until) {
      tell(Math.max(frame.t0, until), frame.t1, frame.max, true);
    }
  }
}

/** What makes the full height of a row: the limit, or the highest that was seen where there is none or where a fraction of it is too much. */
export function scale(row) {
  const enter = state.about?.thresholds?.find((candidate) => candidate.signal === row.signal)?.enter ?? 1;
  if (row.series && (row.series.limit === null || row.series.utilisation === false || enter < 0.5)) {
    const peaks = burstsOf(row.key).map((burst) => burst.peak);
    return 1 / Math.max(enter < 0.5 ? 2 * enter : 1e-9, ...row.series.max.map((value) => value ?? 0), ...peaks);
  }
  return 1;
}

/** What a row tells of an instant, in words. */
export function levelAt(row, ms) {
  let found = "nothing is known";
  columns(row, (from, to, value) => {
    if (ms >= from && ms < to && value !== null && value !== undefined) {
      found = row.series?.limit === null ? quantity(value, row.unit) : `${percent(value)} at most`;
    }
  });
  return found;
}

/** The longest time in the range of which nothing is known, of any row that was seen before it, in seconds. */
export function longestGap() {
  let longest = 0;
  for (const series of state.timeline?.signals ?? []) {
    let run = 0;
    let seen = false;
    for (const observed of series.observed) {
      run = observed === null || observed === 0 ? run + 1 : 0;
      seen = seen || run === 0;
      longest = Math.max(longest, seen ? run * state.timeline.columnSeconds : 0);
    }
  }
  const { to } = bounds();
  const untilNow = state.timeline ? Math.max(0, (state.timeline.untilMs - to) / 1000) : 0;
  return Math.max(0, longest - untilNow);
}
