// SPDX-License-Identifier: Apache-2.0
// What the page knows and what the reader wants to see. One object; whoever changes it says what changed, whoever shows it is told once
// a frame.

/** Everything the page knows. Times are milliseconds since the epoch. */
export const state = {
  /** GET api/v1/about, null before its first answer. */
  about: null,
  /** targets of GET api/v1/targets. */
  targets: [],
  /** GET api/v1/timeline over the range, null before the first. */
  timeline: null,
  /** GET api/v1/capacity over the range, null before the first. */
  capacity: null,
  /** Bursts by id, of the range and what came since. */
  bursts: new Map(),
  /** Deploys by id. */
  deploys: new Map(),
  /** Whether there are more bursts in the range than are held. */
  truncated: false,
  /** The frames since the timeline was fetched, by signal key: {t0, t1, max, mean, min}. */
  tail: new Map(),
  /** Holes told by the stream: {key, from, to}. */
  gaps: [],
  /** {live: true, span} or {live: false, from, to}. */
  range: { live: true, span: 3_600_000 },
  /** The id of the burst in focus, null for the newest. */
  selected: null,
  /** The id of the deploy that is looked at, null for the one of the burst. */
  deploy: null,
  /** The key of the row that keys act on. */
  row: null,
  filters: [],
  pins: new Set(),
  /** Whether it goes on while the page is hidden. */
  background: false,
  /** Where the cursor of all charts is, null where it is on none. */
  cursor: null,
  /** Whether the pointer rests on the timeline, which holds it still. */
  hovering: false,
  /** {status: "connecting" | "open" | "stale" | "full", since, attempts, restarted}. */
  stream: { status: "connecting", since: Date.now(), attempts: 0 },
  /** Loading of the range: {busy, problem}. */
  loading: { busy: true, problem: null },
  zone: "utc",
  theme: "auto",
};

const viewers = [];
const changed = new Set();
let frame = 0;

/** Calls a function at the next frame after one of these fields changed, with the set of those that did. */
export function watch(fields, view) {
  viewers.push({ fields: new Set(fields), view });
}

/** Changes fields of the state. */
export function set(change) {
  Object.assign(state, change);
  touch(...Object.keys(change));
}

/** Says that what a field holds has changed inside. */
export function touch(...fields) {
  fields.forEach((field) => changed.add(field));
  if (frame === 0) {
    // a hidden page has no frames
    frame = document.hidden ? setTimeout(tell, 0) : requestAnimationFrame(tell);
  }
}

function tell() {
  frame = 0;
  const now = new Set(changed);
  changed.clear();
  for (const { fields, view } of viewers) {
    if ([...fields].some((field) => now.has(field))) {
      try {
        view(now);
      } catch (failure) {
        // one panel that fails never stops the others; the browser tells of it
        reportError(failure);
      }
    }
  }
}

let clockAt = performance.now();
let clockNow = Date.now();
let clockRate = 1;

/** Sets the clock by what the service says: its own time, which is a recording's where one is played. How fast it goes is seen from one
 *  word to the next, because a recording may stand still. */
export function setClock(now) {
  const at = performance.now();
  const passed = at - clockAt;
  if (passed > 200 && passed < 5000) {
    clockRate = Math.max(0, (now - clockNow) / passed);
  } else if (Math.abs(now - Date.now()) > 86_400_000) {
    clockRate = 0;
  }
  clockNow = now;
  clockAt = at;
}

/** What time it is for the service; never more than a second beyond what it last said. */
export function now() {
  return clockNow + Math.min(performance.now() - clockAt, 1000) * clockRate;
}

/** The range as two times. */
export function bounds() {
  if (!state.range.live) {
    return { from: state.range.from, to: state.range.to };
  }
  const to = now();
  return { from: to - state.range.span, to };
}

/** The key of a signal of a target, for burst, timeline and frame alike. */
export function keyOf(of) {
  return `${of.target}\n${of.signal}\n${of.device}`;
}

let ordered = null;
let byKey = null;

/** The bursts that are held, oldest first; not to be changed. */
export function burstsInOrder() {
  ordered ??= [...state.bursts.values()].sort((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1));
  return ordered;
}

/** Those of one signal of a target, oldest first; not to be changed. */
export function burstsOf(key) {
  byKey ??= Map.groupBy(burstsInOrder(), (burst) => burst.key);
  return byKey.get(key) ?? [];
}

/** The burst that everything below the timeline is about: the selected one, else the newest in the range. */
export function focused() {
  if (state.selected) {
    return state.bursts.get(state.selected) ?? null;
  }
  const { from, to } = bounds();
  return burstsInOrder().findLast((burst) => burst.startMs <= to && burst.endMs >= from && matches(burst)) ?? null;
}

/** Why nothing is known at all: a problem where the service could not be asked even once; null where something is. */
export function unknown() {
  return state.timeline === null ? state.loading.problem : null;
}

/** The deploy that is looked at: the one chosen, else the one the burst is laid at the door of. */
export function focusedDeploy() {
  const id = state.deploy ?? focused()?.verdict.deploy;
  return (id && state.deploys.get(id)) ?? null;
}

/** Whether a row, burst or signal passes the filters. */
export function matches(of) {
  return state.filters.every((filter) => `${of.target} ${of.signal} ${of.device}`.toLowerCase().includes(filter.toLowerCase()));
}

/** Takes in a burst record; the newest word counts. */
export function putBurst(record) {
  state.bursts.set(record.id, {
    ...record,
    key: keyOf(record),
    startMs: Date.parse(record.start),
    endMs: record.end === null ? Infinity : Date.parse(record.end),
  });
  ordered = null;
  byKey = null;
  touch("bursts");
}

/** Takes in a deploy record. */
export function putDeploy(record) {
  state.deploys.set(record.id, {
    ...record,
    startMs: Date.parse(record.startedAt),
    endMs: record.finishedAt === null ? Infinity : Date.parse(record.finishedAt),
  });
  touch("deploys");
}
