// SPDX-License-Identifier: Apache-2.0
// Puts the panels into the page and keeps what they show: reads the range when it changes, and what came since from the stream.

import { applyTheme } from "./actions.js";
import * as answer from "./answer.js";
import { Problem, get } from "./api.js";
import * as bar from "./bar.js";
import * as compare from "./compare.js";
import * as feed from "./feed.js";
import * as focus from "./focus.js";
import * as foot from "./foot.js";
import * as keys from "./keys.js";
import { asked, remember } from "./range.js";
import * as steps from "./steps.js";
import { bounds, now, putBurst, putDeploy, set, setClock, state, touch, watch } from "./store.js";
import * as strip from "./strip.js";
import * as together from "./together.js";
import * as verdict from "./verdict.js";

const PAGE = 1000;
const MOST_BURSTS = 2000;
const AT_ONCE = 120;
const AGAIN = 30_000;
const AGAIN_AFTER_FAILURE = 5_000;

let reading = null;
let wait = 0;
let readRange = null;

function restore() {
  state.theme = localStorage.getItem("headroom.theme") ?? "auto";
  state.zone = localStorage.getItem("headroom.zone") ?? "utc";
  applyTheme(state.theme);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    applyTheme(state.theme);
    touch("theme");
  });
  const { range, selected, deploy, filters } = asked();
  Object.assign(state, { range: range ?? state.range, selected: selected ?? null, deploy: deploy ?? null, filters: filters ?? [] });
  return range !== undefined;
}

function mount() {
  const place = (id) => document.getElementById(id);
  bar.mount(place("bar"), place("banner"));
  answer.mount(place("answer"));
  strip.mount(place("strip"));
  focus.mount(place("focus"));
  verdict.mount(place("verdict"));
  together.mount(place("together"));
  compare.mount(place("compare"));
  steps.mount(place("steps"));
  foot.mount(place("foot"));
  keys.listen();
}

/** What this is, and which time it is there: before all else, because a recording has its own. */
async function begin(rangeAsked) {
  try {
    const about = await get("api/v1/about");
    setClock(Date.parse(about.now));
    set({ about });
    if (about.recording && !rangeAsked) {
      set({ range: { live: false, from: Date.parse(about.recording.from), to: Date.parse(about.recording.to) } });
    }
    await chosen(rangeAsked || about.recording);
  } catch (problem) {
    failed(problem);
  }
  await read();
  feed.listen(() => {
    state.tail.clear();
    read();
  });
}

/** A link to a burst or a deploy: it is fetched by its id, and the range is made to hold it. */
async function chosen(rangeIsSet) {
  try {
    if (state.selected) {
      const burst = await get(`api/v1/bursts/${encodeURIComponent(state.selected)}`);
      putBurst(burst);
      around(Date.parse(burst.start), burst.end === null ? now() : Date.parse(burst.end), rangeIsSet);
    } else if (state.deploy) {
      const deploy = await get(`api/v1/deploys/${encodeURIComponent(state.deploy)}`);
      putDeploy(deploy);
      around(Date.parse(deploy.startedAt), deploy.finishedAt === null ? now() : Date.parse(deploy.finishedAt), rangeIsSet);
    }
  } catch (problem) {
    if (problem.status !== 404) {
      throw problem;
    }
  }
}

function around(from, to, rangeIsSet) {
  const seen = bounds();
  if (!rangeIsSet && (from < seen.from || to > seen.to)) {
    set({ range: { live: false, from: from - 900_000, to: to + 900_000 } });
  }
}

function readSoon() {
  clearTimeout(wait);
  wait = setTimeout(read, AT_ONCE);
}

/** Reads everything over the range. The newest question counts: older ones are given up. */
async function read() {
  clearTimeout(wait);
  reading?.abort();
  reading = new AbortController();
  const { signal } = reading;
  const { from, to } = bounds();
  readRange = { ...state.range, at: performance.now() };
  const since = new Date(from).toISOString();
  const until = new Date(to).toISOString();
  const columns = Math.min(4000, Math.max(200, Math.round(document.getElementById("strip").clientWidth - 200)));
  state.loading.busy = true;
  try {
    const [timeline, targets, deploys] = await Promise.all([
      get("api/v1/timeline", { since, until, columns }, signal),
      get("api/v1/targets", {}, signal),
      get("api/v1/deploys", { since, until, limit: PAGE }, signal),
      bursts(since, until, signal),
    ]);
    timeline.sinceMs = Date.parse(timeline.since);
    timeline.untilMs = Date.parse(timeline.until);
    deploys.deploys.forEach(putDeploy);
    for (const [key, frames] of state.tail) {
      state.tail.set(key, frames.filter((frame) => frame.t1 > timeline.untilMs));
    }
    set({ timeline, targets: targets.targets, loading: { busy: false, problem: null } });
    set({ capacity: await get("api/v1/capacity", { since, until }, signal).catch((refused) => (refused.name === "AbortError" ? Promise.reject(refused) : null)) });
    await fetchMissing();
  } catch (problem) {
    failed(problem);
  }
}

async function bursts(since, until, signal) {
  let cursor = null;
  let count = 0;
  do {
    const page = await get("api/v1/bursts", { since, until, limit: PAGE, cursor }, signal);
    page.bursts.forEach(putBurst);
    count += page.bursts.length;
    cursor = page.next;
  } while (cursor && count < MOST_BURSTS);
  set({ truncated: Boolean(cursor) });
}

/** Deploys that a verdict names and that lie outside of the range. */
async function fetchMissing() {
  const burst = state.bursts.get(state.selected) ?? null;
  const ids = burst ? [...burst.verdict.group, ...burst.verdict.rivals.map((rival) => rival.deploy)].filter((id) => id && !state.deploys.has(id)) : [];
  for (const deploy of await Promise.allSettled(ids.slice(0, 20).map((id) => get(`api/v1/deploys/${id}`)))) {
    if (deploy.status === "fulfilled") {
      putDeploy(deploy.value);
    }
  }
}

function failed(problem) {
  if (problem.name === "AbortError") {
    return;
  }
  if (!(problem instanceof Problem)) {
    throw problem;
  }
  set({ loading: { busy: false, problem } });
}

function rangeChanged() {
  remember();
  const { range } = state;
  const same = readRange && (range.live ? readRange.live && readRange.span === range.span : !readRange.live && readRange.from === range.from && readRange.to === range.to);
  const old = range.live && readRange && performance.now() - readRange.at > (state.loading.problem ? AGAIN_AFTER_FAILURE : AGAIN);
  if (!same) {
    readSoon();
  } else if (old && !state.loading.busy) {
    read();
  }
}

const rangeAsked = restore();
mount();
watch(["range"], rangeChanged);
watch(["selected", "deploy", "filters"], () => {
  remember();
  fetchMissing();
});
// while the stream is not there, look from time to time whether the service is
setInterval(() => {
  if (state.stream.status !== "open" && !document.hidden && !state.loading.busy) {
    read();
  }
}, 5_000);
begin(rangeAsked);
