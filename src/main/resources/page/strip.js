// SPDX-License-Identifier: Apache-2.0
// Panel 1: one row for each signal of each target. Bursts are blocks, at least three pixels wide; deploys are bands above; hatched is
// time of which nothing is known. What a pixel shows is the highest of its time, and it says how many bursts it merges.

import { colour, fill, h, tableBehind } from "./dom.js";
import { ago, clock, dateTime, day, decision, deployName, deployTitle, hourMinute, length, percent, quantity, signalOf, subject, verdictWords } from "./format.js";
import { look, pan, zoom } from "./range.js";
import { bounds, burstsInOrder, burstsOf, keyOf, matches, now, set, state, touch, watch } from "./store.js";
import { table } from "./dom.js";

const ROW = 34;
const LANE = 22;
const MOST_LANES = 5;
const AXIS = 22;
const PAD = 4;
const NARROWEST = 3;

let canvas;
let labels;
let tip;
let behind;
let notice;
let skeleton;
let body;
let view = { from: 0, to: 1 };
let drag = null;
let quiet;
let showQuiet = false;
let lanes = [];
let laneCount = 1;
let across = 0;

/** Builds the panel. */
export function mount(element) {
  canvas = h("canvas", { role: "img", "aria-label": "Timeline of bursts and deploys; the table below holds the same" });
  labels = h("ul", { class: "strip-labels", "aria-label": "Rows" });
  tip = h("div", { class: "tip", hidden: true });
  notice = h("p", { class: "muted small", role: "status" });
  skeleton = h("div", { class: "skeleton", "aria-hidden": "true" });
  body = h("div", { class: "strip-body" }, labels, h("div", { class: "strip-canvas" }, canvas, tip));
  quiet = h("button", { type: "button", onclick: () => ((showQuiet = !showQuiet), touch("targets")) });
  behind = tableBehind(asTable);
  element.append(
    h(
      "div",
      { class: "strip-head" },
      h("h2", { class: "panel-title" }, "What saturated, and when"),
      h(
        "div",
        { class: "chart-tools" },
        tool("Earlier", "a", () => pan(-0.5)),
        tool("Later", "d", () => pan(0.5)),
        tool("Closer", "w", () => zoom(0.5)),
        tool("Wider", "s", () => zoom(2)),
      ),
    ),
    skeleton,
    body,
    h("div", { class: "quiet" }, quiet),
    legend(),
    notice,
    behind,
  );
  listen();
  new ResizeObserver(draw).observe(canvas.parentElement);
  watch(["timeline", "tail", "bursts", "deploys", "range", "selected", "deploy", "row", "filters", "pins", "targets", "theme", "zone", "gaps", "loading", "cursor"], refresh);
  skeleton.hidden = false;
  body.hidden = true;
}

function tool(label, key, action) {
  return h("button", { type: "button", onclick: action }, label, h("kbd", {}, key));
}

function legend() {
  const sample = (draw) => h("svg:svg", { width: 26, height: 14, "aria-hidden": "true" }, draw);
  return h(
    "div",
    { class: "legend" },
    h("span", {}, sample(h("svg:rect", { x: 8.5, y: 1.5, width: 8, height: 12, style: { fill: "var(--burst)", stroke: "var(--burst-line)" } })), "burst, its height the peak"),
    h("span", {}, sample(h("svg:path", { d: "M0 14V9l5-2 4 3 6-4 6 4 5-3v7z", style: { fill: "var(--area)", stroke: "var(--accent)" } })), "highest level in each pixel"),
    h("span", {}, sample(h("svg:rect", { x: 0.5, y: 2.5, width: 25, height: 10, style: { fill: "var(--deploy)", stroke: "var(--deploy-line)" } })), "deploy"),
    h("span", {}, sample(h("svg:path", { d: "M0 14L14 0M8 14L22 0M16 14L26 4M0 6L6 0", style: { stroke: "var(--line)" } })), "nothing is known"),
    h("span", {}, "Drag to zoom, Shift and drag to move, double-click for the last hour"),
  );
}

/** From so many rows on, those on which little happens are left out until they are asked for. */
const MANY = 14;
const LITTLE = 0.25;

/** The rows that are shown, the pinned first: {key, target, signal, device, unit, series}. */
export function rows() {
  const all = everyRow();
  if (showQuiet || all.length <= MANY || state.filters.length > 0) {
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

function refresh(changed) {
  const loaded = state.timeline !== null || state.bursts.size > 0;
  skeleton.hidden = loaded || state.loading.problem !== null;
  body.hidden = !loaded;
  measure();
  if (!drag && (!state.hovering || changed.has("range"))) {
    view = bounds();
  }
  if (["timeline", "bursts", "targets", "filters", "pins", "row", "deploys", "range"].some((field) => changed.has(field))) {
    drawLabels();
    fill(notice, ...notices());
    const left = everyRow().length - rows().length;
    quiet.hidden = left === 0 && !showQuiet;
    fill(quiet, showQuiet ? "Leave out quiet rows" : `Show ${left} rows that stayed below ${percent(LITTLE)} or have no limit`);
    behind.refresh();
  }
  draw();
}

function notices() {
  const { from, to } = bounds();
  const shown = inView();
  if (state.truncated) {
    return [`The newest ${shown.length} bursts are shown, there are more: narrow the range to see all.`];
  }
  if (shown.length > 0 || state.timeline === null) {
    return [];
  }
  if (rows().length === 0 && state.filters.length > 0) {
    return [`No row has "${state.filters.join(" ")}": remove a filter.`];
  }
  const peaks = state.timeline.signals.filter((series) => series.limit !== null).map((series) => [Math.max(...series.max.map((value) => value ?? 0)), series]);
  const [peak, of] = peaks.sort((a, b) => b[0] - a[0])[0] ?? [0, null];
  return [`No burst in ${length((to - from) / 1000)}${of ? `; the highest level was ${percent(peak)}, ${subject(of)}` : ""}; longest gap ${length(longestGap())}.`];
}

/** The longest time in the range of which nothing is known, of any row that was seen before it, in seconds. */
function longestGap() {
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

function inView() {
  return burstsInOrder().filter((burst) => burst.startMs <= view.to && burst.endMs >= view.from && matches(burst));
}

function drawLabels() {
  const all = rows();
  arrangeDeploys();
  const changed = fill(
    labels,
    h("li", { class: "lane-label", style: { height: `${laneCount * LANE + 4}px` } }, "Deploys"),
    all.map((row) =>
      h(
        "li",
        {},
        h(
          "button",
          {
            type: "button",
            class: "row",
            data: { key: row.key },
            "aria-pressed": String(state.row === row.key),
            title: `${subject(row)}${row.limit ? `, limit ${quantity(row.limit, row.unit)}` : row.limitUnknown ? `, limit not known: ${row.limitUnknown}` : ""}`,
          },
          h("span", { class: "t" }, row.target),
          h("span", { class: "s" }, signalOf(row)),
        ),
        h("button", { type: "button", class: "pin", data: { pin: row.key, key: `pin ${row.key}` }, "aria-pressed": String(state.pins.has(row.key)), "aria-label": `Keep ${subject(row)} on top`, title: "Keep on top" }, state.pins.has(row.key) ? "▲" : "△"),
      ),
    ),
  );
  return changed;
}

/** Puts deploys that run at the same time one below the other, a child below its parent. */
function arrangeDeploys() {
  const seen = [...state.deploys.values()].filter((deploy) => deploy.startMs <= view.to && Math.min(deploy.endMs, now()) >= view.from);
  const depth = (deploy) => (deploy.parent && state.deploys.has(deploy.parent) ? 1 : 0);
  seen.sort((a, b) => depth(a) - depth(b) || a.startMs - b.startMs);
  const perPixel = (view.to - view.from) / Math.max(1, across || 800);
  lanes = [];
  const ends = [];
  for (const deploy of seen) {
    const least = depth(deploy) ? (lanes.find((placed) => placed.deploy.id === deploy.parent)?.lane ?? 0) + 1 : 0;
    const start = deploy.startMs;
    const end = Math.max(Math.min(deploy.endMs, now()), start + NARROWEST * perPixel);
    let lane = least;
    while (ends[lane] !== undefined && ends[lane].some(([from, to]) => start <= to + perPixel && end >= from - perPixel)) {
      lane++;
    }
    (ends[lane] ??= []).push([start, end]);
    lanes.push({ deploy, lane: Math.min(lane, MOST_LANES - 1), start, end, child: depth(deploy) === 1 });
  }
  laneCount = Math.max(1, Math.min(MOST_LANES, ends.length));
}

/** Asks the browser once for how wide it is: each question may lay out the page again. */
function measure() {
  across = canvas.clientWidth;
}

const X = (ms) => ((ms - view.from) / (view.to - view.from)) * across;

function timeAt(x) {
  return view.from + (x / across) * (view.to - view.from);
}

function draw() {
  const width = canvas.parentElement.clientWidth;
  if (width === 0 || body.hidden) {
    return;
  }
  measure();
  arrangeDeploys();
  const all = rows();
  const top = laneCount * LANE + 4;
  const height = top + all.length * ROW + AXIS;
  const scale = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.style.setProperty("height", `${height}px`);
  }
  const colours = Object.fromEntries(["text", "muted", "line", "grid", "accent", "area", "burst", "burst-line", "deploy", "deploy-line", "focus", "panel"].map((name) => [name, colour(name)]));
  const g = canvas.getContext("2d");
  g.setTransform(scale, 0, 0, scale, 0, 0);
  g.clearRect(0, 0, width, height);
  g.font = "12px system-ui, sans-serif";
  drawAxis(g, colours, width, top, height);
  const focus = lanes.find((placed) => placed.deploy.id === (state.deploy ?? state.bursts.get(state.selected)?.verdict.deploy));
  if (focus) {
    g.globalAlpha = 0.45;
    g.fillStyle = colours.deploy;
    g.fillRect(X(focus.start), 0, Math.max(1, X(focus.end) - X(focus.start)), height - AXIS);
    g.globalAlpha = 1;
  }
  lanes.forEach((placed) => drawDeploy(g, colours, placed));
  const hatch = hatching(g, colours.line, scale);
  all.forEach((row, i) => drawRow(g, colours, hatch, row, top + i * ROW, width));
  if (state.cursor) {
    line(g, colours.line, X(state.cursor), 0, height - AXIS, []);
  }
  if (drag?.zooming) {
    g.fillStyle = colours.accent;
    g.globalAlpha = 0.2;
    g.fillRect(Math.min(drag.x0, drag.x), 0, Math.abs(drag.x - drag.x0), height - AXIS);
    g.globalAlpha = 1;
  }
}

function line(g, style, x, y0, y1, dash) {
  g.strokeStyle = style;
  g.setLineDash(dash);
  g.lineWidth = 1;
  g.beginPath();
  g.moveTo(Math.round(x) + 0.5, y0);
  g.lineTo(Math.round(x) + 0.5, y1);
  g.stroke();
  g.setLineDash([]);
}

const STEPS = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400, 172800, 604800, 2592000].map((s) => s * 1000);

function drawAxis(g, colours, width, top, height) {
  const step = STEPS.find((candidate) => ((view.to - view.from) / candidate) * 76 <= width) ?? STEPS.at(-1);
  const offset = state.zone === "utc" ? 0 : -new Date(view.from).getTimezoneOffset() * 60_000;
  g.fillStyle = colours.muted;
  g.textBaseline = "middle";
  for (let t = Math.ceil((view.from + offset) / step) * step - offset; t <= view.to; t += step) {
    const x = X(t);
    line(g, colours.grid, x, 0, height - AXIS, []);
    const label = step >= 86_400_000 ? day(t) : step >= 60_000 ? hourMinute(t) : clock(t);
    const wide = g.measureText(label).width;
    g.fillText(label, Math.min(Math.max(x - wide / 2, 0), width - wide), height - AXIS / 2);
  }
}

function hatching(g, style, scale) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8 * scale;
  const t = tile.getContext("2d");
  t.scale(scale, scale);
  t.strokeStyle = style;
  t.lineWidth = 1;
  t.beginPath();
  for (const shift of [-8, 0, 8]) {
    t.moveTo(shift, 8);
    t.lineTo(shift + 8, 0);
  }
  t.stroke();
  const pattern = g.createPattern(tile, "repeat");
  pattern.setTransform(new DOMMatrix().scale(1 / scale));
  return pattern;
}

function drawDeploy(g, colours, placed) {
  const x0 = X(placed.start);
  const x1 = Math.max(x0 + NARROWEST, X(placed.end));
  const y = placed.lane * LANE + (placed.child ? 4 : 2);
  const tall = LANE - (placed.child ? 8 : 4);
  const selected = placed.deploy.id === state.deploy;
  g.fillStyle = colours.deploy;
  g.fillRect(x0, y, x1 - x0, tall);
  g.strokeStyle = selected ? colours.focus : colours["deploy-line"];
  g.lineWidth = selected ? 2.5 : 1;
  g.setLineDash(placed.deploy.endMs === Infinity ? [4, 3] : []);
  g.strokeRect(x0 + 0.5, y + 0.5, Math.max(2, x1 - x0 - 1), tall - 1);
  g.setLineDash([]);
  const shownFrom = Math.max(x0, 0);
  const room = Math.min(x1, across) - shownFrom - 8;
  if (room > 24) {
    g.save();
    g.beginPath();
    g.rect(shownFrom + 2, y, room + 4, tall);
    g.clip();
    g.fillStyle = colours.text;
    g.textBaseline = "middle";
    g.fillText(deployName(placed.deploy), shownFrom + 5, y + tall / 2 + 0.5);
    g.restore();
  }
}

function drawRow(g, colours, hatch, row, y, width) {
  const base = y + ROW - PAD;
  const tall = ROW - 2 * PAD;
  if (row.key === state.row) {
    g.fillStyle = colours.grid;
    g.globalAlpha = 0.5;
    g.fillRect(0, y, width, ROW);
    g.globalAlpha = 1;
  }
  const level = (value) => base - Math.min(1, Math.max(0, value)) * tall;
  const area = new Path2D();
  const holes = [];
  let hole = null;
  const add = (x0, x1, value, observed) => {
    if (x1 < 0 || x0 > width) {
      return;
    }
    if (value !== null && value !== undefined) {
      area.rect(x0, level(value), Math.max(x1 - x0, 0.5) + 0.3, base - level(value));
    } else if (!observed) {
      // one area and not one for each column: a pattern is slow to fill
      if (hole !== null && x0 <= hole.x1 + 0.5) {
        hole.x1 = x1;
      } else {
        hole = { x0, x1 };
        holes.push(hole);
      }
    }
  };
  const scaleOf = scale(row);
  columns(row, (from, to, value, observed) => add(X(from), X(to), value === null ? null : value * scaleOf, observed));
  g.fillStyle = hatch;
  for (const { x0, x1 } of holes) {
    const from = Math.max(x0, 0);
    g.fillRect(from, base - tall, Math.min(x1, width) - from, tall);
  }
  g.fillStyle = colours.area;
  g.fill(area);
  g.fillStyle = colours.line;
  g.fillRect(0, base, width, 1);
  g.globalAlpha = 0.5;
  line0(g, colours.line, base - tall, width);
  g.globalAlpha = 1;
  for (const block of blocks(row)) {
    const high = Math.max(3, Math.min(1, block.peak * scaleOf) * tall);
    g.fillStyle = colours.burst;
    g.fillRect(block.x0, base - high, block.x1 - block.x0, high);
    const selected = block.bursts.some((burst) => burst.id === state.selected);
    g.strokeStyle = selected ? colours.focus : colours["burst-line"];
    g.lineWidth = selected ? 3 : 1;
    g.strokeRect(block.x0 - (selected ? 1.5 : 0) + 0.5, base - high - (selected ? 1.5 : 0) + 0.5, Math.max(2, block.x1 - block.x0 - 1) + (selected ? 3 : 0), high - 1 + (selected ? 3 : 0));
    if (block.bursts.length > 1) {
      const label = String(block.bursts.length);
      g.font = "bold 11px system-ui, sans-serif";
      const wide = g.measureText(label).width;
      const x = (block.x0 + block.x1) / 2 - wide / 2;
      g.fillStyle = colours.panel;
      g.fillRect(x - 2, y + 1, wide + 4, 12);
      g.fillStyle = colours.text;
      g.textBaseline = "top";
      g.fillText(label, x, y + 1.5);
      g.font = "12px system-ui, sans-serif";
    }
  }
}

/** What makes the full height of a row: the limit, or the highest that was seen where there is none or where a fraction of it is too much. */
function scale(row) {
  const enter = state.about?.thresholds?.find((candidate) => candidate.signal === row.signal)?.enter ?? 1;
  if (row.series && (row.series.limit === null || row.series.utilisation === false || enter < 0.5)) {
    const peaks = burstsOf(row.key).map((burst) => burst.peak);
    return 1 / Math.max(enter < 0.5 ? 2 * enter : 1e-9, ...row.series.max.map((value) => value ?? 0), ...peaks);
  }
  return 1;
}

function line0(g, style, y, width) {
  g.strokeStyle = style;
  g.setLineDash([2, 4]);
  g.lineWidth = 1;
  g.beginPath();
  g.moveTo(0, Math.round(y) + 0.5);
  g.lineTo(width, Math.round(y) + 0.5);
  g.stroke();
  g.setLineDash([]);
}

/** Tells the columns of a row, and after them what came since by the stream. */
function columns(row, tell) {
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

/** The bursts of a row as blocks; those that would overlap in pixels are one block that counts them. */
function blocks(row) {
  const made = [];
  for (const burst of burstsOf(row.key)) {
    if (burst.startMs > view.to || burst.endMs < view.from) {
      continue;
    }
    // one that has just begun lies within the last pixel
    const x0 = Math.min(X(burst.startMs), across - NARROWEST);
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

function at(x, y) {
  const top = laneCount * LANE + 4;
  if (y < top) {
    const lane = Math.floor(y / LANE);
    const hit = lanes.filter((placed) => placed.lane === lane && x >= X(placed.start) - 3 && x <= Math.max(X(placed.end), X(placed.start) + NARROWEST) + 3);
    return { deploys: hit.map((placed) => placed.deploy) };
  }
  const row = rows()[Math.floor((y - top) / ROW)];
  if (!row) {
    return {};
  }
  const block = blocks(row).filter((candidate) => x >= candidate.x0 - 3 && x <= candidate.x1 + 3)[0];
  return { row, block };
}

function listen() {
  labels.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.pin) {
      state.pins.has(button.dataset.pin) ? state.pins.delete(button.dataset.pin) : state.pins.add(button.dataset.pin);
      touch("pins");
    } else if (button) {
      set({ row: state.row === button.dataset.key ? null : button.dataset.key });
    }
  });
  canvas.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && set({ hovering: true }));
  canvas.addEventListener("pointerleave", () => {
    tip.hidden = true;
    set({ hovering: false, cursor: null });
    touch("range");
  });
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button === 0) {
      canvas.setPointerCapture(event.pointerId);
      drag = { x0: event.offsetX, x: event.offsetX, shift: event.shiftKey, zooming: false, from: view.from, to: view.to };
    }
  });
  canvas.addEventListener("pointermove", (event) => {
    if (drag) {
      drag.x = event.offsetX;
      if (drag.shift) {
        const moved = ((drag.x0 - drag.x) / canvas.clientWidth) * (drag.to - drag.from);
        view = { from: drag.from + moved, to: drag.to + moved };
        draw();
      } else {
        drag.zooming = drag.zooming || Math.abs(drag.x - drag.x0) > 4;
        draw();
      }
      return;
    }
    set({ cursor: timeAt(event.offsetX) });
    explain(event);
  });
  canvas.addEventListener("pointerup", (event) => {
    const ended = drag;
    drag = null;
    if (!ended) {
      return;
    }
    if (ended.shift) {
      look(view.from, view.to);
      return;
    }
    if (ended.zooming) {
      look(timeAt(Math.min(ended.x0, ended.x)), timeAt(Math.max(ended.x0, ended.x)));
    } else {
      choose(event.offsetX, event.offsetY);
    }
  });
  canvas.addEventListener("pointercancel", () => (drag = null));
  canvas.addEventListener("dblclick", () => set({ range: { live: true, span: 3_600_000 } }));
  canvas.addEventListener(
    "wheel",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) {
        event.preventDefault();
        zoom(event.deltaY > 0 ? 1.25 : 0.8, timeAt(event.offsetX));
      }
    },
    { passive: false },
  );
}

function choose(x, y) {
  const { row, block, deploys } = at(x, y);
  if (block) {
    const current = block.bursts.findIndex((burst) => burst.id === state.selected);
    set({ selected: block.bursts[(current + 1) % block.bursts.length].id, row: row.key, deploy: null });
  } else if (deploys?.length > 0) {
    const current = deploys.findIndex((deploy) => deploy.id === state.deploy);
    set({ deploy: deploys[(current + 1) % deploys.length].id });
  } else if (row) {
    set({ row: row.key });
  }
}

function explain(event) {
  const { row, block, deploys } = at(event.offsetX, event.offsetY);
  const time = dateTime(timeAt(event.offsetX), view.to - view.from < 600_000 ? 1 : 0);
  let words;
  if (block?.bursts.length > 1) {
    const highest = block.bursts.reduce((a, b) => (b.peak > a.peak ? b : a));
    words = `${block.bursts.length} bursts of ${subject(row)}, the highest ${percent(highest.peak)}, saturated for ${length(block.bursts.reduce((sum, burst) => sum + burst.saturatedSeconds, 0))} together. Click to step through them.`;
  } else if (block) {
    const [burst] = block.bursts;
    words = `${subject(burst)}: ${length(burst.durationSeconds)} at ${clock(burst.startMs, 1)}, peak ${percent(burst.peak)}; ${verdictWords(burst, state.deploys)}`;
  } else if (deploys?.length > 0) {
    words = deploys.map((deploy) => `${deployTitle(deploy)}: ${deploy.phase}, ${clock(deploy.startMs)} to ${deploy.endMs === Infinity ? "now" : clock(deploy.endMs)}; ${deploy.bursts} bursts`).join("\n");
  } else if (row) {
    words = `${subject(row)} at ${time}: ${levelAt(row, timeAt(event.offsetX))}`;
  } else {
    words = time;
  }
  tip.textContent = words;
  tip.hidden = false;
  const right = event.offsetX > canvas.clientWidth / 2;
  tip.style.setProperty("left", right ? "auto" : `${event.offsetX + 14}px`);
  tip.style.setProperty("right", right ? `${canvas.clientWidth - event.offsetX + 14}px` : "auto");
  tip.style.setProperty("top", `${event.offsetY + 12}px`);
}

function levelAt(row, ms) {
  let found = "nothing is known";
  columns(row, (from, to, value) => {
    if (ms >= from && ms < to && value !== null && value !== undefined) {
      found = row.series?.limit === null ? quantity(value, row.unit) : `${percent(value)} at most`;
    }
  });
  return found;
}

function asTable() {
  return table(
    "Bursts in the range, newest first",
    ["Start", "Target", "Signal", "Length", "Peak", "Before", "Verdict", "Ago"],
    inView()
      .reverse()
      .slice(0, 500)
      .map((burst) => [
        h("button", { type: "button", onclick: () => set({ selected: burst.id, row: burst.key, deploy: null }) }, dateTime(burst.startMs, 1)),
        burst.target,
        signalOf(burst),
        length(burst.durationSeconds),
        percent(burst.peak),
        percent(burst.before),
        `${decision(burst.verdict.decision).shape} ${verdictWords(burst, state.deploys)}`,
        ago(burst.startMs, now()),
      ]),
  );
}
