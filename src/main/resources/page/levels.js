// SPDX-License-Identifier: Apache-2.0
// What a row of the timeline says as one line: its columns, its highest, its mean, and how to write them.

import { percent, quantity } from "./format.js";

/** Frames further apart than this have nothing between them. */
const HOLE_SECONDS = 5;

/** Which of the charts: the target, and the device where it has some. */
export function place(row) {
  return row.device ? `${row.target} ${row.device}` : row.target;
}

/** A value of a row as people read it: a share of its limit, or what it uses where no limit is known. */
export function reads(row, value) {
  return row.utilisation === false ? quantity(value, row.unit) : percent(value);
}

/** The highest of a row, and when. */
export function peakOf({ x, max }) {
  let best = -1;
  max.forEach((value, i) => {
    if (value !== null && (best < 0 || value > max[best])) {
      best = i;
    }
  });
  return best < 0 ? null : { value: max[best], atMs: x[best] * 1000 };
}

/** The mean of a row over the time that is known. */
export function meanOf({ x, mean }) {
  let seconds = 0;
  let sum = 0;
  for (let i = 0; i + 1 < x.length; i += 2) {
    if (mean[i] !== null) {
      seconds += x[i + 1] - x[i];
      sum += mean[i] * (x[i + 1] - x[i]);
    }
  }
  return seconds > 0 ? sum / seconds : null;
}

/**
 * The columns of a row as a line can be drawn through them: each has its left and its right end, so that a lone one is seen and a hole
 * stays a hole.
 *
 * @param {object} row a signal of the timeline
 * @param {object} timeline where its columns lie
 * @param {object[]} tail the frames since then
 * @returns {{x: number[], max: Array<?number>, mean: Array<?number>}} x in seconds since the epoch
 */
export function steps(row, timeline, tail) {
  const x = [];
  const max = [];
  const mean = [];
  const from = Date.parse(timeline.since) / 1000;
  const until = Date.parse(timeline.until) / 1000;
  const add = (start, end, highest, average) => {
    x.push(start, end);
    max.push(highest, highest);
    mean.push(average, average);
  };
  row.max.forEach((value, i) => {
    add(from + i * timeline.columnSeconds, Math.min(until, from + (i + 1) * timeline.columnSeconds), value, row.mean[i]);
  });
  for (const frame of tail) {
    const start = Math.max(frame.t0 / 1000, until);
    const end = frame.t1 / 1000;
    if (end > start) {
      if (start > x.at(-1) + HOLE_SECONDS) {
        add(x.at(-1), start, null, null);
      }
      add(start, end, frame.max, frame.mean);
    }
  }
  return { x, max, mean };
}
