// SPDX-License-Identifier: Apache-2.0
// Where things lie on the timeline: times in pixels, deploys in lanes, bursts in blocks, and what is at a point.

import { rows } from "./striprows.js";
import { burstsOf, now, state } from "./store.js";

export const ROW = 34;
export const LANE = 22;
export const AXIS = 22;
export const NARROWEST = 3;
const MOST_LANES = 5;

/** What is looked at, how wide it is in pixels, and the deploys as they are placed. */
export const layout = { view: { from: 0, to: 1 }, across: 0, lanes: [], laneCount: 1 };

/** Where a time lies, in pixels from the left. */
export const X = (ms) => ((ms - layout.view.from) / (layout.view.to - layout.view.from)) * layout.across;

/** The time at so many pixels from the left. */
export function timeAt(x) {
  return layout.view.from + (x / layout.across) * (layout.view.to - layout.view.from);
}

/** Where the rows begin, in pixels from the top. */
export function top() {
  return layout.laneCount * LANE + 4;
}

/** Puts deploys that run at the same time one below the other, a child below its parent. */
export function arrangeDeploys() {
  const seen = [...state.deploys.values()].filter((deploy) => deploy.startMs <= layout.view.to && Math.min(deploy.endMs, now()) >= layout.view.from);
  const depth = (deploy) => (deploy.parent && state.deploys.has(deploy.parent) ? 1 : 0);
  seen.sort((a, b) => depth(a) - depth(b) || a.startMs - b.startMs);
  const perPixel = (layout.view.to - layout.view.from) / Math.max(1, layout.across || 800);
  layout.lanes = [];
  const ends = [];
  for (const deploy of seen) {
    const least = depth(deploy) ? (layout.lanes.find((placed) => placed.deploy.id === deploy.parent)?.lane ?? 0) + 1 : 0;
    const start = deploy.startMs;
    const end = Math.max(Math.min(deploy.endMs, now()), start + NARROWEST * perPixel);
    let lane = least;
    while (ends[lane] !== undefined && ends[lane].some(([from, to]) => start <= to + perPixel && end >= from - perPixel)) {
      lane++;
    }
    (ends[lane] ??= []).push([start, end]);
    layout.lanes.push({ deploy, lane: Math.min(lane, MOST_LANES - 1), start, end, child: depth(deploy) === 1 });
  }
  layout.laneCount = Math.max(1, Math.min(MOST_LANES, ends.length));
}

/** The bursts of a row as blocks; those that would overlap in pixels are one block that counts them. */
export function blocks(row) {
  const made = [];
  for (const burst of burstsOf(row.key)) {
    if (burst.startMs > layout.view.to || burst.endMs < layout.view.from) {
      continue;
    }
    // one that has just begun lies within the last pixel
    const x0 = Math.min(X(burst.startMs), layout.across - NARROWEST);
    const x1 = Math.max(x0 + NARROWEST, X(Math.min(burst.endMs, now())));
    const last = made.at(-1);
    if (last && x0 < last.x1 + 1) {
      last.x1 = Math.max(last.x1, x1);
      last.peak = Math.max(last.peak, burst.peak);
      last.bursts.push(burst);
    } else {
      made.push({ x0, x1, peak: burst.peak, bursts: [burst] });
    }
  }
  return made;
}

/** What is at a point: deploys, or a row and the block of it. */
export function at(x, y) {
  if (y < top()) {
    const lane = Math.floor(y / LANE);
    const hit = layout.lanes.filter((placed) => placed.lane === lane && x >= X(placed.start) - 3 && x <= Math.max(X(placed.end), X(placed.start) + NARROWEST) + 3);
    return { deploys: hit.map((placed) => placed.deploy) };
  }
  const row = rows()[Math.floor((y - top()) / ROW)];
  if (!row) {
    return {};
  }
  const block = blocks(row).filter((candidate) => x >= candidate.x0 - 3 && x <= candidate.x1 + 3)[0];
  return { row, block };
}
