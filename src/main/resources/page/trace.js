// SPDX-License-Identifier: Apache-2.0
// A range as a Chrome JSON trace: counters of every signal, slices for bursts, deploys and holes. It opens in the Perfetto UI.

import { deployName, percent, signalOf } from "./format.js";

const MICROS = 1000;

/**
 * Builds the trace. Each target is a process; the bursts of each of its signals are a thread, its load a counter. Deploys are a process of
 * their own. Times are microseconds since the epoch.
 *
 * @param {{timeline: ?object, bursts: object[], deploys: object[], until: number, version: ?string}} of what is held of a range; until in
 *     milliseconds is where open bursts and running deploys end
 */
export function chromeTrace({ timeline, bursts, deploys, until, version }) {
  const events = [];
  const processes = new Map();
  let threads = 1000;

  const process = (name) => {
    if (!processes.has(name)) {
      // 0 is the idle process to Perfetto
      processes.set(name, processes.size + 1);
      events.push({ ph: "M", name: "process_name", pid: processes.get(name), tid: 0, args: { name } });
    }
    return processes.get(name);
  };
  const slices = (pid, name, those) => {
    for (const lane of lanes(those)) {
      // ids of threads are unique in the whole trace
      const tid = ++threads;
      events.push({ ph: "M", name: "thread_name", pid, tid, args: { name } });
      lane.forEach((slice) => events.push({ ph: "X", pid, tid, ...slice }));
    }
  };

  if (deploys.length > 0) {
    slices(process("deploys"), "deploys", deploys.map((deploy) => deploySlice(deploy, until)));
  }
  const rows = new Map();
  const row = (of) => {
    const key = `${of.target}\n${of.signal}\n${of.device}`;
    if (!rows.has(key)) {
      rows.set(key, { target: of.target, name: signalOf(of), slices: [] });
    }
    return rows.get(key);
  };
  for (const signal of timeline?.signals ?? []) {
    counters(process(signal.target), signal, timeline, events);
    row(signal).slices.push(...holes(signal, timeline));
  }
  bursts.forEach((burst) => row(burst).slices.push(burstSlice(burst, until)));
  rows.forEach(({ target, name, slices: those }) => slices(process(target), `bursts: ${name}`, those));
  return { displayTimeUnit: "ms", otherData: { producer: `Headroom ${version ?? ""}`.trim() }, traceEvents: events };
}

function slice(name, category, startMs, endMs, args) {
  const ts = Math.round(startMs * MICROS);
  return { name, cat: category, ts, dur: Math.max(1, Math.round(endMs * MICROS) - ts), args };
}

function deploySlice(deploy, until) {
  const { id, source, app, revision, phase, size, startMs, endMs } = deploy;
  return slice(deployName(deploy), "deploy", startMs, Number.isFinite(endMs) ? endMs : Math.max(until, startMs), { id, source, app, revision, phase, size });
}

function burstSlice(burst, until) {
  const { id, startMs, endMs, peak, before, verdict } = burst;
  const coarse = Object.fromEntries(burst.coarse.map((view) => [view.dashboard, view.best]));
  return slice(`burst ${percent(peak)}`, "burst", startMs, Number.isFinite(endMs) ? endMs : Math.max(until, startMs), {
    id,
    peak,
    before,
    decision: verdict.decision,
    deploy: verdict.deploy,
    probability: verdict.probability,
    coarse,
  });
}

/** The highest and the mean of each column; the unit is in the name. Nothing is said where there is no data. */
function counters(pid, signal, timeline, events) {
  const share = signal.utilisation !== false;
  const name = `${signalOf(signal)} (${share ? "% of limit" : signal.unit})`;
  const told = (value) => (share ? Math.round(value * 1e6) / 1e4 : value);
  const from = Date.parse(timeline.since);
  signal.max.forEach((max, i) => {
    if (max !== null) {
      const ts = Math.round((from + i * timeline.columnSeconds * 1000) * MICROS);
      events.push({ ph: "C", name, pid, tid: 0, ts, args: { max: told(max), mean: told(signal.mean[i]) } });
    }
  });
}

/** A counter keeps its last value on screen: where there is no data, a slice says so. */
function holes(signal, timeline) {
  const from = Date.parse(timeline.since);
  const at = (column) => from + column * timeline.columnSeconds * 1000;
  const found = [];
  let start = -1;
  [...signal.max, 0].forEach((value, i) => {
    if (value === null && start < 0) {
      start = i;
    } else if (value !== null && start >= 0) {
      found.push(slice("no data", "gap", at(start), at(i), {}));
      start = -1;
    }
  });
  return found;
}

/** Slices of one thread may not overlap: as many threads as it takes, each in order of time. */
function lanes(slices) {
  const found = [];
  for (const one of slices.toSorted((a, b) => a.ts - b.ts)) {
    const free = found.find((lane) => lane.at(-1).ts + lane.at(-1).dur <= one.ts);
    if (free) {
      free.push(one);
    } else {
      found.push([one]);
    }
  }
  return found;
}
