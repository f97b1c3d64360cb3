// SPDX-License-Identifier: Apache-2.0
// Panel 1: one row for each signal of each target. Bursts are blocks, at least three pixels wide; deploys are bands above; hatched is
// time of which nothing is known. What a pixel shows is the highest of its time, and it says how many bursts it merges.

import { fill, h, table, tableBehind } from "./dom.js";
import { ago, clock, dateTime, decision, deployTitle, length, percent, quantity, signalOf, subject, verdictWords } from "./format.js";
import { look, pan, zoom } from "./range.js";
import { arrangeDeploys, at, layout, timeAt, top } from "./striplayout.js";
import { paint } from "./strippaint.js";
import { LITTLE, leftOut, levelAt, longestGap, rows, showsQuiet, toggleQuiet } from "./striprows.js";
import { bounds, burstsInOrder, matches, now, set, state, touch, watch } from "./store.js";

let canvas;
let labels;
let tip;
let behind;
let notice;
let skeleton;
let body;
let drag = null;
let quiet;

/** Builds the panel. */
export function mount(element) {
  canvas = h("canvas", { role: "img", "aria-label": "Timeline of bursts and deploys; the table below holds the same" });
  labels = h("ul", { class: "strip-labels", "aria-label": "Rows" });
  tip = h("div", { class: "tip", hidden: true });
  notice = h("p", { class: "muted small", role: "status" });
  skeleton = h("div", { class: "skeleton", "aria-hidden": "true" });
  body = h("div", { class: "strip-body" }, labels, h("div", { class: "strip-canvas" }, canvas, tip));
  quiet = h("button", { type: "button", onclick: toggleQuiet });
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

function refresh(changed) {
  const loaded = state.timeline !== null || state.bursts.size > 0;
  skeleton.hidden = loaded || state.loading.problem !== null;
  body.hidden = !loaded;
  measure();
  if (!drag && (!state.hovering || changed.has("range"))) {
    layout.view = bounds();
  }
  if (["timeline", "bursts", "targets", "filters", "pins", "row", "deploys", "range"].some((field) => changed.has(field))) {
    drawLabels();
    fill(notice, ...notices());
    const left = leftOut();
    quiet.hidden = left === 0 && !showsQuiet();
    fill(quiet, showsQuiet() ? "Leave out quiet rows" : `Show ${left} rows that stayed below ${percent(LITTLE)} or have no limit`);
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

function inView() {
  return burstsInOrder().filter((burst) => burst.startMs <= layout.view.to && burst.endMs >= layout.view.from && matches(burst));
}

function drawLabels() {
  const all = rows();
  arrangeDeploys();
  const changed = fill(
    labels,
    h("li", { class: "lane-label", style: { height: `${top()}px` } }, "Deploys"),
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

/** Asks the browser once for how wide it is: each question may lay out the page again. */
function measure() {
  layout.across = canvas.clientWidth;
}

function draw() {
  const width = canvas.parentElement.clientWidth;
  if (width > 0 && !body.hidden) {
    measure();
    paint(canvas, width, drag);
  }
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
      drag = { x0: event.offsetX, x: event.offsetX, shift: event.shiftKey, zooming: false, from: layout.view.from, to: layout.view.to };
    }
  });
  canvas.addEventListener("pointermove", (event) => {
    if (drag) {
      drag.x = event.offsetX;
      if (drag.shift) {
        const moved = ((drag.x0 - drag.x) / canvas.clientWidth) * (drag.to - drag.from);
        layout.view = { from: drag.from + moved, to: drag.to + moved };
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
      look(layout.view.from, layout.view.to);
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
  const time = dateTime(timeAt(event.offsetX), layout.view.to - layout.view.from < 600_000 ? 1 : 0);
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
