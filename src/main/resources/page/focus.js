// SPDX-License-Identifier: Apache-2.0
// Panel 2: the burst in focus at full resolution, and over it what an ordinary dashboard would have drawn, in its luckiest, median and
// unluckiest phase.

import { Problem, get } from "./api.js";
import { burstChart, size } from "./burstchart.js";
import { fill, h, show, table, tableBehind } from "./dom.js";
import { clock, dateTime, length, percent, signalOf, subject } from "./format.js";
import { stepBurst } from "./actions.js";
import { fit } from "./range.js";
import { focused, now, set, state, unknown, watch } from "./store.js";

const AROUND = [
  ["30 s around", 30_000],
  ["5 min around", 300_000],
  ["30 min around", 1_800_000],
];
const MOST_POINTS = 5000;
/** A point that a dashboard drew stays on the screen until the next, which may be minutes later. */
const DRAWN_BEFORE = 600_000;
const OWN = "own";

let heading;
let facts;
let chart;
let compare;
let views;
let viewsTitle;
let key;
let own;
let empty;
let behind;
let plot = null;
let shown = null;
let choice = localStorage.getItem("headroom.dashboard") ?? "";
let custom = readCustom();
let around = AROUND[0][1];
let wanted = 0;
let timer = 0;
let drawn = "";

/** Builds the panel. */
export function mount(element) {
  heading = h("h2", { class: "panel-title" }, "The burst in focus");
  facts = h("dl", { class: "facts" });
  chart = h("div", { class: "focus-chart" });
  compare = h("p", { class: "muted small", role: "status" });
  views = h("div", { class: "views", role: "group", "aria-label": "What your dashboard drew" });
  viewsTitle = h("h3", {}, "What your dashboard drew of it");
  key = legend();
  own = ownForm();
  empty = h("p", { class: "muted" });
  behind = tableBehind(asTable);
  const width = h(
    "select",
    { "aria-label": "Time around the burst", onchange: () => ((around = Number(width.value)), load(true)) },
    AROUND.map(([label, ms]) => h("option", { value: ms }, label)),
  );
  element.append(
    h(
      "div",
      { class: "chart-head" },
      heading,
      h(
        "div",
        { class: "chart-tools" },
        h("button", { type: "button", onclick: () => stepBurst(-1) }, "Burst before", h("kbd", {}, ",")),
        h("button", { type: "button", onclick: () => stepBurst(1) }, "Next burst", h("kbd", {}, ".")),
        h("button", { type: "button", onclick: () => focused() && fit(focused()) }, "Make it the range", h("kbd", {}, "r")),
        width,
      ),
    ),
    facts,
    empty,
    chart,
    key,
    compare,
    viewsTitle,
    views,
    own,
    behind,
  );
  new ResizeObserver(() => plot?.setSize(size(chart))).observe(chart);
  watch(["bursts", "selected", "range", "filters", "about", "deploys", "zone", "loading"], () => load(false));
  watch(["theme"], () => shown && paint());
  watch(["cursor"], follow);
}

function legend() {
  const line = (style) => h("svg:svg", { width: 30, height: 10, "aria-hidden": "true" }, h("svg:path", { d: "M0 5H30", style: { fill: "none", ...style } }));
  return h(
    "div",
    { class: "legend" },
    h("span", {}, line({ stroke: "var(--accent)", "stroke-width": "2" }), "measured"),
    h("span", {}, line({ stroke: "var(--coarse)", "stroke-width": "2.5", "stroke-dasharray": "8 4" }), "your dashboard, median phase"),
    h("span", {}, line({ stroke: "var(--coarse)", "stroke-width": "1.2", "stroke-dasharray": "2 3" }), "its best and worst"),
    h("span", {}, line({ stroke: "var(--burst-line)", "stroke-width": "1.2", "stroke-dasharray": "6 3" }), "enter and exit thresholds"),
    h("span", {}, line({ stroke: "var(--deploy-line)", "stroke-width": "2" }), "deploy starts"),
  );
}

function readCustom() {
  const [scrape, fun, range] = (localStorage.getItem("headroom.dashboard.own") ?? "30 rate 300").split(" ");
  return { scrape: Number(scrape) || 30, fun: fun === "irate" ? "irate" : "rate", range: Number(range) || 300 };
}

function ownForm() {
  const scrape = h("input", { type: "text", inputmode: "numeric", size: 4, value: custom.scrape, "aria-label": "Scrape interval in seconds" });
  const fun = h("select", { "aria-label": "Function" }, h("option", {}, "rate"), h("option", {}, "irate"));
  const range = h("input", { type: "text", inputmode: "numeric", size: 4, value: custom.range, "aria-label": "Range in seconds" });
  fun.value = custom.fun;
  const form = h(
    "div",
    { class: "own-dashboard", hidden: true },
    "Scraped every ",
    scrape,
    " s, drawn as ",
    fun,
    " over ",
    range,
    " s ",
    h(
      "button",
      {
        type: "button",
        onclick: () => {
          custom = { scrape: Number(scrape.value), fun: fun.value, range: Number(range.value) };
          localStorage.setItem("headroom.dashboard.own", `${custom.scrape} ${custom.fun} ${custom.range}`);
          load(true);
        },
      },
      "Draw",
    ),
  );
  return form;
}

/** The parameters of the dashboard that is overlaid. */
function dashboard() {
  if (choice === OWN) {
    return { scrape: `${custom.scrape}s`, function: custom.fun, range: `${custom.range}s`, step: `${custom.scrape}s` };
  }
  const known = state.about?.dashboards ?? [];
  const chosen = known.find((candidate) => candidate.dashboard === choice) ?? known[0];
  return chosen ? { scrape: `${chosen.scrapeSeconds}s`, function: chosen.function, range: `${chosen.rangeSeconds}s`, step: `${chosen.stepSeconds}s` } : {};
}

async function load(again) {
  const burst = focused();
  words(burst);
  if (!burst) {
    shown = null;
    drawn = "";
    plot?.destroy();
    plot = null;
    return;
  }
  const settling = burst.endMs > now() - around - 3000;
  const question = JSON.stringify([burst.id, burst.end, around, dashboard(), burst.coarse.length]);
  if (!again && question === drawn && !(settling && performance.now() - wanted > 1500)) {
    return;
  }
  drawn = question;
  wanted = performance.now();
  const asked = wanted;
  const since = burst.startMs - around;
  const until = Math.min(burst.endMs, now()) + around;
  const iso = (ms) => new Date(ms).toISOString();
  const [samples, coarse] = await Promise.allSettled([
    get("api/v1/samples", { target: burst.target, signal: burst.signal, device: burst.device, since: iso(since), until: iso(until), points: MOST_POINTS }),
    // what a dashboard draws of it is known once it is over
    burst.end === null ? null : get(`api/v1/bursts/${burst.id}/coarse`, { ...dashboard(), since: iso(since - DRAWN_BEFORE), until: iso(until) }),
  ]);
  if (asked !== wanted) {
    return;
  }
  let points = samples.status === "fulfilled" ? samples.value.points : [];
  if (points.length === 0) {
    points = await recorded(burst);
  }
  shown = {
    burst,
    since,
    until,
    known: now(),
    points,
    unread: samples.status === "rejected" ? samples.reason : null,
    coarse: coarse.status === "fulfilled" ? coarse.value : null,
    problem: coarse.status === "rejected" ? coarse.reason : null,
  };
  paint();
  clearTimeout(timer);
  if (settling) {
    timer = setTimeout(() => load(true), 2000);
  }
}

/** The clip that is kept with the burst, where the recorder has no more. */
async function recorded(burst) {
  try {
    const clip = await get(`api/v1/bursts/${burst.id}/samples`);
    return clip.samples.map((sample) => ({ start: sample.start, end: sample.end, min: sample.utilisation, mean: sample.utilisation, max: sample.utilisation }));
  } catch (problem) {
    if (!(problem instanceof Problem)) {
      throw problem;
    }
    return [];
  }
}

function words(burst) {
  show(empty, !burst);
  show(facts, Boolean(burst));
  [chart, key, viewsTitle, views, behind, compare].forEach((part) => show(part, Boolean(burst)));
  own.hidden = !burst || choice !== OWN;
  if (!burst) {
    fill(heading, "The burst in focus");
    const gone = state.selected && state.timeline !== null;
    fill(empty, unknown() ? "Not known: Headroom did not say what it has seen." : gone ? `The burst ${state.selected} is not known: it is older than what is kept, or of another Headroom.` : "No burst yet. When something saturates for 150 ms or longer, it is here within a second.");
    return;
  }
  fill(heading, `${subject(burst)}, ${dateTime(burst.startMs, 1)}`);
  fill(
    facts,
    fact("length", burst.end === null ? "goes on" : length(burst.durationSeconds)),
    fact("peak", percent(burst.peak)),
    fact("mean", percent(burst.mean)),
    fact("before", burst.before === null ? "not known" : percent(burst.before)),
    fact("saturated", length(burst.saturatedSeconds)),
    fact("samples", `${burst.samples}${burst.coarseSamples ? ", some longer than 1 s" : ""}`),
    burst.interrupted && fact("interrupted", "yes: it may have been longer"),
    burst.unobservedSeconds > 0 && fact("unobserved", length(burst.unobservedSeconds)),
  );
  const custom = choice === OWN;
  fill(
    views,
    burst.coarse.map((view, i) =>
      h(
        "button",
        {
          type: "button",
          class: "view",
          data: { key: view.dashboard },
          "aria-pressed": String(!custom && (view.dashboard === choice || (i === 0 && !burst.coarse.some((other) => other.dashboard === choice)))),
          onclick: () => choose(view.dashboard),
        },
        h("span", { class: "small" }, view.dashboard),
        " ",
        h("b", {}, view.best === null ? "nothing" : percent(view.median)),
        view.best !== null && view.best !== view.worst && ` (${percent(view.worst)} to ${percent(view.best)})`,
        view.hidden ? " ▽ hidden" : " ▲ shown",
      ),
    ),
    h("button", { type: "button", class: "view", data: { key: OWN }, "aria-pressed": String(custom), onclick: () => choose(OWN) }, "Another scrape interval or function"),
  );
}

function choose(name) {
  choice = name;
  localStorage.setItem("headroom.dashboard", name);
  own.hidden = name !== OWN;
  words(focused());
  load(true);
}

function fact(name, value) {
  return h("div", {}, h("dt", {}, name), h("dd", {}, value));
}

function paint() {
  plot?.destroy();
  plot = null;
  chart.replaceChildren();
  if (shown.points.length === 0 && shown.unread) {
    chart.append(h("p", { class: "muted" }, `Its samples cannot be read: ${shown.unread.message}`));
    return;
  }
  if (shown.points.length === 0) {
    const hours = state.about ? Math.round(state.about.retention.samplesSeconds / 3600) : 24;
    chart.append(h("p", { class: "muted" }, `No samples are kept of these seconds any more: full resolution stays for ${hours} h, and around a burst for as long as the burst.`));
    return;
  }
  plot = burstChart(chart, { ...shown, deploys: [...state.deploys.values()] }, { setScale: [(u, scale) => scale === "x" && against(u)], setCursor: [hovered] });
  against(plot);
  if (shown.problem) {
    chart.append(h("p", { class: "muted small" }, `What your dashboard drew over time is not known: ${shown.problem.message}`));
  }
  behind.refresh();
}

/** What is seen, against the same time before it. */
function against(u) {
  if (!shown || u !== plot) {
    return;
  }
  const from = u.scales.x.min * 1000;
  const to = u.scales.x.max * 1000;
  if (from <= shown.since + 1 && to >= shown.until - 1) {
    fill(compare, "Drag over a part to zoom and to compare it with the same time before; double-click to see all again.");
    return;
  }
  const seen = over(from, to);
  const before = over(from - (to - from), from);
  fill(compare, `These ${length((to - from) / 1000)}: mean ${percent(seen.mean)}, highest ${percent(seen.max)}. The same time before: mean ${percent(before.mean)}, highest ${percent(before.max)}.`);
}

function over(from, to) {
  let sum = 0;
  let time = 0;
  let max = null;
  for (const point of shown.points) {
    const shared = Math.min(Date.parse(point.end), to) - Math.max(Date.parse(point.start), from);
    if (shared > 0 && point.mean !== null) {
      sum += point.mean * shared;
      time += shared;
      max = Math.max(max ?? 0, point.max);
    }
  }
  return { mean: time > 0 ? sum / time : null, max };
}

function hovered(u) {
  if (u.cursor.left >= 0 && u.cursor.event) {
    set({ cursor: u.posToVal(u.cursor.left, "x") * 1000 });
  }
}

/** Puts the cursor where it is on another chart. */
function follow() {
  if (!plot || !shown || plot.cursor.event?.type === "mousemove") {
    return;
  }
  const at = state.cursor;
  const inside = at && at / 1000 >= plot.scales.x.min && at / 1000 <= plot.scales.x.max;
  plot.setCursor(inside ? { left: plot.valToPos(at / 1000, "x"), top: 10 } : { left: -10, top: -10 }, false);
}

function asTable() {
  if (!shown) {
    return h("p", {}, "No burst in focus.");
  }
  const near = shown.points.filter((point) => Date.parse(point.end) >= shown.burst.startMs - 2000 && Date.parse(point.start) <= Math.min(shown.burst.endMs, now()) + 2000);
  return [
    table(
      `What each dashboard would have drawn of ${signalOf(shown.burst)}`,
      ["Dashboard", "Best phase", "Median", "Worst", "Hidden"],
      shown.burst.coarse.map((view) => [view.dashboard, percent(view.best), percent(view.median), percent(view.worst), view.hidden ? "yes" : "no"]),
    ),
    table(
      `Samples from 2 s before the onset to 2 s after the end${near.length > 600 ? ", the first 600" : ""}`,
      ["Start", "End", "Lowest", "Mean", "Highest"],
      near.slice(0, 600).map((point) => [clock(Date.parse(point.start), 3), clock(Date.parse(point.end), 3), percent(point.min), percent(point.mean), percent(point.max)]),
    ),
  ];
}
