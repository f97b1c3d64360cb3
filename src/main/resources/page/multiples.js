// SPDX-License-Identifier: Apache-2.0
// The charts of panel 5: one for each target, all on one time axis and one scale.

import uPlot from "./lib/uplot/uPlot.esm.js";
import { meanOf, peakOf, place, reads, steps } from "./levels.js";
import { colour, h } from "./dom.js";
import { clock, hourMinute, signalName } from "./format.js";
import { lookLive } from "./range.js";
import { burstsOf, keyOf, set, state } from "./store.js";

const HEIGHT = 150;
/** What a double click goes back to, as on the timeline. */
const USUAL_SPAN = 3_600_000;

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
export class Multiples {
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
