// SPDX-License-Identifier: Apache-2.0
// Panel 0: the answer in one sentence, always there, and to be copied.

import { copyLink } from "./actions.js";
import { announce, copyButton, fill, h } from "./dom.js";
import { openExports } from "./exports.js";
import { ago, because, dashboardName, dateTime, firstCoarse, length, percent, sentence, signalName, subject } from "./format.js";
import { focused, now, set, state, watch } from "./store.js";

let element;
let severity;
let line;
let more;
let lastTold = null;
let lastTime = -Infinity;

/** Builds the panel. */
export function mount(place) {
  element = place;
  severity = h("div", { class: "severity" });
  line = h("p", { class: "sentence" }, "Asking…");
  more = h("p", { class: "more" });
  place.append(
    severity,
    line,
    h("div", { class: "tools" }, copyButton("Copy", () => plain()), h("button", { type: "button", onclick: copyLink }, "Link", h("kbd", {}, "c")), h("button", { type: "button", onclick: openExports }, "Export", h("kbd", {}, "e"))),
    more,
  );
  watch(["about", "bursts", "deploys", "selected", "range", "filters", "zone", "timeline", "capacity", "targets", "loading", "stream"], show);
  setInterval(show, 1000);
  show();
}

/** The answer as text. */
export function plain() {
  return [line.textContent, more.textContent].filter(Boolean).join(" ").replace(/\s+/g, " ");
}

function show() {
  const burst = focused();
  const open = [...state.bursts.values()].find((candidate) => candidate.end === null);
  const lost = state.selected !== null && !burst && !state.loading.busy;
  const level = burst ? (burst.end === null ? "saturated" : now() - burst.endMs < 900_000 ? "saturated" : "past") : state.loading.problem || lost ? "unknown" : "calm";
  element.dataset.level = level;
  fill(
    severity,
    {
      saturated: [h("span", { class: "shape", "aria-hidden": "true" }, "▲"), burst?.end === null ? "Saturated now" : "Was saturated"],
      past: [h("span", { class: "shape", "aria-hidden": "true" }, "◆"), "Was saturated"],
      calm: [h("span", { class: "shape", "aria-hidden": "true" }, "●"), "Calm"],
      unknown: [h("span", { class: "shape", "aria-hidden": "true" }, "?"), "Not known"],
    }[level],
  );
  if (burst) {
    fill(line, told(burst));
    fill(more, ...around(burst, open));
    tell(burst);
  } else if (state.loading.problem) {
    fill(line, `${state.loading.problem.title}. ${state.loading.problem.remedy}`);
    fill(more, state.loading.problem.incident ? `Incident ${state.loading.problem.incident}` : "");
  } else if (lost) {
    fill(line, `The burst ${state.selected} is not known here.`);
    fill(more, "It is older than what is kept, or another Headroom found it. ", h("button", { type: "button", class: "link", onclick: () => set({ selected: null }) }, "Show the newest"));
  } else {
    fill(line, ...calm());
    fill(more, ...firstRun());
    if (state.timeline !== null) {
      // whatever comes from now on is news
      lastTold ??= "";
    }
  }
}

function told(burst) {
  const view = firstCoarse(burst);
  const soFar = burst.end === null;
  const lasted = soFar ? length(Math.max(0, (now() - burst.startMs) / 1000)) : length(burst.durationSeconds);
  return [
    `${capital(subject(burst))} ${soFar ? "has been" : "was"} full for `,
    h("strong", {}, lasted),
    ` (peak ${percent(burst.peak)}) at ${dateTime(burst.startMs, 1)}; `,
    h("strong", {}, because(burst, state.deploys)),
    ...(view ? ["; your ", dashboardName(view), " dashboard ", view.best === null ? "could draw nothing" : ["showed ", h("strong", {}, percent(view.median))]] : []),
    ".",
  ];
}

function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function around(burst, open) {
  const words = [`${ago(burst.startMs, now())}.`];
  const capacity = state.capacity?.signals.find((candidate) => candidate.signal === burst.signal && candidate.headroomWithoutOne !== null);
  if (capacity) {
    words.push(` Headroom of ${signalName(burst.signal)} in this range: ${percent(capacity.headroom)}; at N-1: ${percent(capacity.headroomWithoutOne)}.`);
  }
  if (open && open.id !== burst.id) {
    words.push(` Saturated right now: ${subject(open)}.`);
  }
  const fresh = [...state.bursts.values()].filter((candidate) => candidate.startMs > burst.startMs).length;
  if (state.selected && fresh > 0) {
    words.push(` ${fresh} newer in the range.`);
  }
  return words;
}

function calm() {
  if (state.loading.busy && state.timeline === null) {
    return ["Asking Headroom what it has seen…"];
  }
  const peaks = (state.timeline?.signals ?? []).filter((series) => series.utilisation !== false).map((series) => [Math.max(0, ...series.max.map((value) => value ?? 0)), series]);
  const [peak, of] = peaks.sort((a, b) => b[0] - a[0])[0] ?? [null, null];
  return of ? ["Nothing was saturated; the highest was ", h("strong", {}, percent(peak)), `, ${subject(of)}.`] : ["Nothing was saturated."];
}

function firstRun() {
  const started = state.about ? Date.parse(state.about.startedAt) : null;
  if (started !== null && !state.about.recording && now() - started < 600_000) {
    return [`Sampling for ${length((now() - started) / 1000)}; no burst yet. Press `, h("kbd", {}, "b"), " for a demo burst, drawn here and not made on your host."];
  }
  return [];
}

/** Tells a new burst to those who do not see it, once in ten seconds at most. */
function tell(burst) {
  if (burst.id !== lastTold && performance.now() - lastTime > 10_000) {
    if (lastTold !== null && !state.selected) {
      announce(sentence(burst, state.deploys));
    }
    lastTold = burst.id;
    lastTime = performance.now();
  }
}

