// SPDX-License-Identifier: Apache-2.0
// Panel 5: one signal of all targets on one time axis and one scale, how unevenly they carry it, and whether the others could carry what
// the busiest one does.

import uPlot from "./lib/uplot/uPlot.esm.js";
import { colour, fill, h, table, tableBehind } from "./dom.js";
import { clock, dateTime, hourMinute, percent, quantity, signalName } from "./format.js";
import { look, lookLive } from "./range.js";
import { burstsOf, focused, keyOf, set, state, unknown, watch } from "./store.js";

const HEIGHT = 150;
/** Frames further apart than this have nothing between them. */
const HOLE_SECONDS = 5;
/** What a double click goes back to, as on the timeline. */
const USUAL_SPAN = 3_600_000;

/** Fills the section and keeps it at the range. */
export function mount(element) {
  const choice = h("fieldset", { class: "together-choice" });
  const notes = h("div", {});
  const charts = h("div", { class: "together-charts" });
  const capacity = h("div", {});
  const key = legend();
  const behind = tableBehind(() => figures(current().rows, current().signal));
  element.append(h("h2", { class: "panel-title" }, "All targets together"), choice, notes, charts, key, behind, capacity);

  /** What the reader chose; null follows the burst in focus. */
  let chosen = null;
  /** What was shown last: it stays where no burst is in focus. */
  let last = null;
  const multiples = new Multiples(charts, (from, to) => {
    // another burst may come into focus, but what is looked at stays
    chosen = last;
    look(from, to);
  });

  const current = () => {
    const kinds = [...new Set((state.timeline?.signals ?? []).map((row) => row.signal))];
    const wanted = chosen ?? focused()?.signal ?? last;
    const signal = kinds.includes(wanted) ? wanted : (kinds[0] ?? null);
    return { kinds, signal, ...comparable((state.timeline?.signals ?? []).filter((row) => row.signal === signal)) };
  };

  const show = (changed) => {
    if (changed?.has("selected")) {
      chosen = null;
    }
    const { kinds, signal, rows, unlimited } = current();
    last = signal ?? last;
    fill(choice, ...choices(kinds, signal, (kind) => { chosen = kind; show(); }));
    choice.hidden = kinds.length === 0;
    fill(notes, ...noted(signal, rows, unlimited));
    behind.hidden = rows.length === 0;
    key.hidden = rows.length === 0;
    multiples.show(rows);
    behind.refresh();
    fill(capacity, ...withoutOne(signal));
  };
  let later = 0;
  watch(["timeline", "tail", "capacity", "bursts", "selected", "range", "filters", "zone", "loading"], (changed) => {
    clearTimeout(later);
    if ([...changed].every((field) => field === "range" || field === "tail" || field === "cursor")) {
      // while the reader moves along, the timeline goes first
      later = setTimeout(show, 200);
    } else {
      show();
    }
  });
  watch(["cursor"], () => multiples.point(state.cursor ?? null));
  watch(["theme"], () => requestAnimationFrame(() => multiples.redraw()));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => requestAnimationFrame(() => multiples.redraw()));
  show();
}

/** Only what is told in the same way can be compared: shares of a limit, or usage where no limit is known. */
function comparable(all) {
  const limited = all.filter((row) => row.utilisation !== false);
  return limited.length > 0 ? { rows: limited, unlimited: all.filter((row) => row.utilisation === false) } : { rows: all, unlimited: [] };
}

function choices(kinds, signal, choose) {
  return [
    h("legend", { class: "off-screen" }, "Signal"),
    kinds.map((kind) =>
      h(
        "label",
        { class: "together-kind" },
        h("input", { type: "radio", name: "together-signal", value: kind, checked: kind === signal, data: { key: kind }, onchange: () => choose(kind) }),
        h("span", {}, signalName(kind)),
      ),
    ),
  ];
}

function noted(signal, rows, unlimited) {
  if (signal === null) {
    return [h("p", { class: "muted" }, unknown() ? "Not known: Headroom did not say what it has seen." : state.timeline === null ? "Reading the timeline …" : "No target has a signal in this range.")];
  }
  const notes = [];
  if (new Set(rows.map((row) => row.target)).size === 1 && unlimited.length === 0) {
    notes.push(h("p", { class: "muted" }, `One target only (${rows[0].target}): nothing to compare.`));
  }
  if (unlimited.length > 0) {
    notes.push(h("p", { class: "muted" }, `Not shown, for no limit is known: ${unlimited.map(place).join(", ")}.`));
  }
  return notes;
}

/** Which of the charts: the target, and the device where it has some. */
function place(row) {
  return row.device ? `${row.target} ${row.device}` : row.target;
}

function reads(row, value) {
  return row.utilisation === false ? quantity(value, row.unit) : percent(value);
}

/** The highest of a row, and when. */
function peakOf({ x, max }) {
  let best = -1;
  max.forEach((value, i) => {
    if (value !== null && (best < 0 || value > max[best])) {
      best = i;
    }
  });
  return best < 0 ? null : { value: max[best], atMs: x[best] * 1000 };
}

function meanOf({ x, mean }) {
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

function points(event) {
  return event === "mousemove" || event === "mouseleave";
}

/** Draws columns as uPlot wants a path; the narrowest filled one is a pixel wide, so that a lone one is seen. */
function columns(plot, series, first, last) {
  const line = new Path2D();
  const area = new Path2D();
  const [x] = plot.data;
  const y = plot.data[series];
  const filled = Boolean(plot.series[series].fill);
  const base = plot.valToPos(0, "y", true);
  let joined = false;
  for (let i = first - (first % 2); i < last; i += 2) {
    if (y[i] === null) {
      joined = false;
      continue;
    }
    const left = Math.round(plot.valToPos(x[i], "x", true));
    // a dashed line may not go back over itself
    const right = Math.max(Math.round(plot.valToPos(x[i + 1], "x", true)), filled ? left + 1 : left);
    const top = plot.valToPos(y[i], "y", true);
    if (joined) {
      line.lineTo(left, top);
    } else {
      line.moveTo(left, filled ? base : top);
      line.lineTo(left, top);
    }
    line.lineTo(right, top);
    if (filled && (i + 2 > last || y[i + 2] === null)) {
      line.lineTo(right, base);
    }
    area.rect(left, top, right - left, base - top);
    joined = true;
  }
  return { stroke: line, fill: filled ? area : null, clip: null, band: null, gaps: null, flags: 0 };
}

/** A chart for each row, all on the same scales. */
class Multiples {
  constructor(element, zoom) {
    this.element = element;
    this.zoom = zoom;
    this.charts = new Map();
    this.scales = { x: [0, 1], y: [0, 1] };
    new ResizeObserver(() => this.fit()).observe(element);
  }

  show(rows) {
    const lines = rows.map((row) => steps(row, state.timeline, state.tail.get(keyOf(row)) ?? []));
    const highest = lines.map((line) => peakOf(line)?.value ?? 0);
    const ends = lines.map((line) => line.x.at(-1) ?? 0);
    if (rows.length > 0) {
      this.scales = { x: [Date.parse(state.timeline.since) / 1000, Math.max(...ends)], y: [0, this.top(rows, Math.max(...highest))] };
    }
    const wanted = rows.map(keyOf);
    if (wanted.join("\0") !== [...this.charts.keys()].join("\0")) {
      this.charts.forEach((chart) => chart.plot.destroy());
      this.charts.clear();
      this.element.replaceChildren();
      rows.forEach((row) => {
        const chart = new Chart(row, this.scales, this.zoom);
        this.charts.set(keyOf(row), chart);
        this.element.append(chart.element);
        chart.begin();
      });
    }
    rows.forEach((row, i) => this.charts.get(keyOf(row)).show(row, lines[i], this.scales));
  }

  /** One scale for all: up to the limit, further where one is above it. */
  top(rows, highest) {
    return rows[0].utilisation === false ? highest * 1.05 || 1 : Math.max(1, highest) * 1.05;
  }

  fit() {
    this.charts.forEach((chart) => chart.fit());
  }

  point(ms) {
    const charts = [...this.charts.values()];
    // a chart that is pointed at tells the others by itself
    if (!charts.some((chart) => chart.pointed)) {
      charts.forEach((chart) => chart.point(ms));
    }
  }

  redraw() {
    this.charts.forEach((chart) => chart.plot.redraw(false, true));
  }
}

class Chart {
  constructor(row, scales, zoom) {
    this.row = row;
    this.zoom = zoom;
    this.scales = scales;
    this.bursts = [];
    this.pointed = false;
    this.said = h("span", { class: "together-said" });
    this.canvas = h("div", { class: "together-plot", role: "img" });
    this.element = h("figure", { class: "together-chart" }, h("figcaption", {}, h("strong", {}, place(row)), this.said), this.canvas);
  }

  begin() {
    this.plot = new uPlot(this.options(), [[], [], []], this.canvas);
    const { over } = this.plot;
    over.addEventListener("mousemove", () => {
      this.pointed = true;
      set({ cursor: this.plot.posToVal(this.plot.cursor.left, "x") * 1000 });
    });
    over.addEventListener("dblclick", () => lookLive(USUAL_SPAN));
    over.addEventListener("mouseleave", () => {
      this.pointed = false;
      set({ cursor: null });
    });
  }

  show(row, line, scales) {
    this.row = row;
    this.line = line;
    this.scales = scales;
    this.bursts = burstsOf(keyOf(row));
    const peak = peakOf(line);
    const inside = this.bursts.filter((burst) => burst.endMs / 1000 >= scales.x[0] && burst.startMs / 1000 <= scales.x[1]).length;
    this.summary = peak
      ? `peak ${reads(row, peak.value)} at ${clock(peak.atMs)}, mean ${reads(row, meanOf(line))}, ${inside === 0 ? "no burst" : inside === 1 ? "1 burst" : `${inside} bursts`}`
      : "no data in this range";
    this.canvas.setAttribute("aria-label", `${signalName(row.signal)} of ${place(row)}: ${this.summary}`);
    this.plot.setData([line.x, line.max, line.mean], true);
    this.say();
  }

  /** What is under the cursor, else all in all. */
  say() {
    const at = this.plot.cursor.idx;
    const pointed = at !== null && at !== undefined && this.plot.cursor.left >= 0;
    this.said.textContent = pointed
      ? `${clock(this.line.x[at] * 1000)}: ${this.line.max[at] === null ? "no data" : `max ${reads(this.row, this.line.max[at])}, mean ${reads(this.row, this.line.mean[at])}`}`
      : this.summary;
  }

  /** Puts the cursor where it is on the timeline. */
  point(ms) {
    const left = ms === null ? -10 : this.plot.valToPos(ms / 1000, "x");
    this.plot.setCursor({ left: left < 0 || left > this.plot.over.clientWidth ? -10 : left, top: 0 }, true, false);
  }

  fit() {
    const width = this.canvas.clientWidth;
    if (width > 0 && width !== this.plot.width) {
      this.plot.setSize({ width, height: HEIGHT });
    }
  }

  options() {
    const axis = { stroke: () => colour("text"), grid: { stroke: () => colour("grid"), width: 1 }, ticks: { stroke: () => colour("line"), width: 1, size: 4 }, font: "11px system-ui, sans-serif" };
    return {
      width: Math.max(this.canvas.clientWidth, 100),
      height: HEIGHT,
      padding: [8, 12, 0, 0],
      legend: { show: false },
      tzDate: (seconds) => (state.zone === "utc" ? uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC") : new Date(seconds * 1000)),
      cursor: {
        y: false,
        // a drag is this chart's own: only where the pointer is, is shared
        sync: { key: "headroom", setSeries: false, scales: ["x", null], filters: { pub: points, sub: points } },
        drag: { x: true, y: false, setScale: false, dist: 5 },
        points: { size: 6 },
      },
      scales: { x: { time: true, range: () => this.scales.x }, y: { range: () => this.scales.y } },
      axes: [
        { ...axis, size: 26, space: 60, values: (_, splits, __, ___, step) => splits.map((at) => (step >= 60 ? hourMinute(at * 1000) : clock(at * 1000, step < 1 ? 1 : 0))) },
        {
          ...axis,
          size: 52,
          space: 32,
          values: (_, splits) => splits.map((value) => reads(this.row, value)),
        },
      ],
      series: [
        {},
        { label: "highest", scale: "y", stroke: () => colour("accent"), fill: () => colour("area"), width: 1.25, paths: columns, points: { show: false } },
        { label: "mean", scale: "y", stroke: () => colour("coarse"), width: 1.25, dash: [5, 4], paths: columns, points: { show: false } },
      ],
      hooks: {
        draw: [(plot) => this.drawLimit(plot), (plot) => this.drawBursts(plot)],
        setCursor: [() => this.say()],
        setSelect: [(plot) => this.select(plot)],
      },
    };
  }

  select(plot) {
    if (plot.select.width > 0) {
      const from = plot.posToVal(plot.select.left, "x") * 1000;
      const to = plot.posToVal(plot.select.left + plot.select.width, "x") * 1000;
      plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
      this.zoom(from, to);
    }
  }

  /** Bursts as bands with a wedge on top, never narrower than three pixels. */
  drawBursts(plot) {
    const { ctx, bbox } = plot;
    const narrowest = 3 * devicePixelRatio;
    const wedge = 5 * devicePixelRatio;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top - wedge, bbox.width, bbox.height + wedge);
    ctx.clip();
    for (const burst of this.bursts) {
      const left = plot.valToPos(burst.startMs / 1000, "x", true);
      const right = plot.valToPos(Math.min(burst.endMs / 1000, this.scales.x[1]), "x", true);
      if (right < bbox.left || left > bbox.left + bbox.width) {
        continue;
      }
      const width = Math.max(right - left, narrowest);
      ctx.globalAlpha = 0.4;
      ctx.fillStyle = colour("burst");
      ctx.fillRect(left, bbox.top, width, bbox.height);
      ctx.globalAlpha = 1;
      ctx.fillStyle = colour("burst-line");
      const middle = left + width / 2;
      ctx.beginPath();
      ctx.moveTo(middle - wedge, bbox.top - wedge);
      ctx.lineTo(middle + wedge, bbox.top - wedge);
      ctx.lineTo(middle, bbox.top + wedge * 0.6);
      ctx.fill();
    }
    ctx.restore();
  }

  drawLimit(plot) {
    if (this.row.utilisation === false) {
      return;
    }
    const { ctx, bbox } = plot;
    const y = Math.round(plot.valToPos(1, "y", true));
    ctx.save();
    ctx.setLineDash([]);
    ctx.strokeStyle = colour("line");
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.restore();
  }
}

function legend() {
  const sample = (...shapes) => h("svg:svg", { width: 26, height: 12, "aria-hidden": "true" }, shapes);
  return h(
    "p",
    { class: "legend" },
    h("span", {}, sample(h("svg:path", { class: "together-key-max", d: "M1 11 V4 H12 V7 H25 V11 Z" })), "highest in each column"),
    h("span", {}, sample(h("svg:path", { class: "together-key-mean", d: "M1 6 H25" })), "mean"),
    h("span", {}, sample(h("svg:path", { class: "together-key-burst", d: "M9 0 H17 V12 H9 Z" }), h("svg:path", { class: "together-key-wedge", d: "M8 0 H18 L13 6 Z" })), "burst"),
    h("span", {}, sample(h("svg:path", { class: "together-key-limit", d: "M1 6 H25" })), "limit: 100% of its own"),
  );
}

function figures(rows, signal) {
  return table(
    `${signalName(signal)} of all targets, ${dateTime(Date.parse(state.timeline.since))} to ${dateTime(Date.parse(state.timeline.until))}`,
    ["Target", "Limit", "Peak", "At", "Mean", "Observed", "Bursts"],
    rows.map((row) => {
      const line = steps(row, state.timeline, []);
      const peak = peakOf(line);
      return [
        place(row),
        row.limit === null ? "not known" : quantity(row.limit, row.unit),
        peak ? reads(row, peak.value) : "no data",
        peak ? dateTime(peak.atMs) : "",
        reads(row, meanOf(line)),
        row.observed ? percent(row.observed.reduce((sum, share) => sum + (share ?? 0), 0) / Math.max(1, row.observed.length)) : "not known",
        burstsOf(keyOf(row)).length,
      ];
    }),
  );
}

/** What the others would have had to carry without the busiest one. */
function withoutOne(signal) {
  if (signal === null) {
    return [];
  }
  const entries = (state.capacity?.signals ?? []).filter((entry) => entry.signal === signal);
  const title = h("h3", {}, "If the busiest one were lost");
  if (entries.length === 0) {
    return [title, h("p", { class: "muted" }, `No capacity is known for ${signalName(signal)}: either it has no limit, or its load does not move to others when a target is lost.`)];
  }
  return [title, entries.map(survivors)];
}

function survivors(entry) {
  if (entry.targets.length < 2) {
    return h("p", { class: "muted" }, `One target only: nobody is left to carry what ${entry.targets[0]?.target ?? "it"} does.`);
  }
  const left = entry.targets.filter((target) => target.withoutBusiest !== null);
  const top = Math.max(1, ...left.map((target) => target.withoutBusiest));
  return h(
    "div",
    {},
    evenness(entry),
    h(
      "p",
      {},
      entry.headroomWithoutOne === null
        ? `Headroom now: ${percent(entry.headroom)}.`
        : `Headroom now ${percent(entry.headroom)}, without the busiest ${percent(entry.headroomWithoutOne)}. `,
      h("span", { class: "muted" }, `At each moment the load of whoever is busiest then (most of all ${entry.busiest}) goes evenly to the others, each against its own limit.`),
    ),
    h("ul", { class: "together-survivors" }, left.map((target) => survivor(target, entry.unit, top))),
  );
}

function evenness({ skew, skewed, targets }) {
  if (skew === null) {
    return null;
  }
  const byMean = targets.toSorted((a, b) => b.meanUtilisation - a.meanUtilisation);
  const words = `${byMean[0].target} carries ${skew.toFixed(1)} times what ${byMean.at(-1).target} does`;
  return skewed
    ? h("p", { class: "callout" }, h("strong", {}, "▲ Uneven, 2:1 or more: "), `${words}, on average.`)
    : h("p", {}, h("strong", {}, "● Even enough: "), `${words}, on average.`);
}

function survivor(target, unit, top) {
  const value = target.withoutBusiest;
  const level = value > 1 ? "over" : value > 0.9 ? "tight" : "fits";
  const words = { over: "▲ more than it has", tight: "◆ tight", fits: "● fits" }[level];
  return h(
    "li",
    {},
    h("span", { class: "together-name" }, h("strong", {}, target.target), ` ${percent(value)} of ${quantity(target.limit, unit)} `, h("span", { class: `together-${level}` }, words)),
    h(
      "div",
      { class: "together-bar", "aria-hidden": "true" },
      h("div", { class: `together-load together-load-${level}`, style: { width: `${(Math.max(0, value) / top) * 100}%` } }),
      h("div", { class: "together-limit", style: { left: `${100 / top}%` } }),
    ),
    h("span", { class: "muted small" }, `its own peak: ${percent(target.peakUtilisation)} at ${dateTime(Date.parse(target.at))}`),
  );
}
