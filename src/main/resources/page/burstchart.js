// SPDX-License-Identifier: Apache-2.0
// One burst as a chart: what was measured, the thresholds, the level before, the deploys, and what a dashboard would have drawn.

import uPlot from "./lib/uplot/uPlot.esm.js";
import { colour } from "./dom.js";
import { clock, deployName, length, percent, subject } from "./format.js";
import { state } from "./store.js";

/** How far the level of the host's CPU may be off at 100 ms, in points. */
const ERROR_BAND = 0.04;

/** The size of the chart in a place. */
export function size(place) {
  return { width: Math.max(240, place.clientWidth), height: place.clientWidth < 480 ? 220 : 300 };
}

/**
 * Draws a burst.
 *
 * @param {HTMLElement} place is filled
 * @param {object} shown {burst, since, until, known, points, coarse, deploys}, known the time up to which something is known, where that is less than until; points as GET api/v1/samples gives them, coarse as GET
 *     api/v1/bursts/{id}/coarse does, null for none
 * @param {object} hooks more of uPlot's
 * @returns the uPlot
 */
export function burstChart(place, shown, hooks) {
  place.replaceChildren();
  const { burst, points, coarse } = shown;
  const steps = stepped(points, (point) => point.max ?? point.usageMax ?? point.usage);
  const traces = ["worst", "median", "best"].map((phase) => held(coarse?.[phase]?.points ?? [], shown));
  const data = uPlot.join([steps, ...traces], [[1, 1], [1, 1], [1, 1], [1, 1]]);
  const highest = Math.max(1.05, ...data[1].map((value) => value ?? 0)) * 1.03;
  const step = uPlot.paths.stepped({ align: 1 });
  const thin = { stroke: colour("coarse"), width: 1.2, dash: [2, 3], paths: step, points: { show: false } };
  const relative = points[0].max === null;
  const plot = new uPlot(
    {
      ...size(place),
      cursor: { sync: { key: "headroom", setSeries: false }, drag: { x: true, y: false } },
      legend: { show: false },
      scales: { x: { time: true, range: (u, from, to) => [from ?? shown.since / 1000, to ?? shown.until / 1000] }, y: { range: relative ? undefined : [0, highest] } },
      axes: [
        axis({ values: (u, ticks) => ticks.map((tick) => clock(tick * 1000, ticks[1] - ticks[0] < 1 ? 1 : 0)), space: 80 }),
        axis({ size: 48, values: (u, ticks) => ticks.map((tick) => (relative ? String(tick) : percent(tick))) }),
      ],
      series: [
        {},
        { label: "measured", stroke: colour("accent"), fill: `color-mix(in srgb, ${colour("area")} 55%, transparent)`, width: 2, paths: step, points: { show: false } },
        { ...thin, label: "worst phase" },
        { label: "median phase", stroke: colour("coarse"), width: 2.5, dash: [8, 4], paths: step, points: { show: false } },
        { ...thin, label: "best phase" },
      ],
      hooks: { ...hooks, drawClear: [(u) => ground(u, shown)], draw: [(u) => marks(u, shown)] },
    },
    data,
    place,
  );
  plot.setScale("x", { min: shown.since / 1000, max: shown.until / 1000 });
  const canvas = place.querySelector("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `${subject(burst)} from ${clock(shown.since)} to ${clock(shown.until)}, peak ${percent(burst.peak)}`);
  return plot;
}

function axis(more) {
  return { stroke: colour("muted"), grid: { stroke: colour("grid"), width: 1 }, ticks: { stroke: colour("grid"), width: 1 }, font: "12px system-ui, sans-serif", ...more };
}

/** Points with a length as steps; where one does not begin where the one before ended, a gap. */
function stepped(points, value) {
  const xs = [];
  const ys = [];
  let end = null;
  for (const point of points) {
    const start = Date.parse(point.start) / 1000;
    if (end !== null && start - end > 0.001) {
      xs.push(end);
      ys.push(null);
    }
    if (xs.length > 0 && start <= xs.at(-1)) {
      continue;
    }
    xs.push(start);
    ys.push(value(point) ?? null);
    end = Date.parse(point.end) / 1000;
  }
  if (end > xs.at(-1)) {
    xs.push(end, end + 0.001);
    ys.push(ys.at(-1), null);
  }
  return [xs, ys];
}

/** What a dashboard drew, each point until the next; from the last before the chart to its end. */
function held(points, { since, until: end, known }) {
  const until = Math.min(end, known ?? end);
  const all = points.map((point) => [Date.parse(point.at), point.value]);
  const before = all.findLast(([at]) => at <= since);
  const seen = all.filter(([at]) => at > since && at <= until);
  const drawn = before ? [[since, before[1]], ...seen] : seen;
  if (drawn.length > 0) {
    drawn.push([until, drawn.at(-1)[1]]);
  }
  return [drawn.map(([at]) => at / 1000), drawn.map(([, value]) => value)];
}

/** What lies behind the traces: the burst, the error band, the level before it. */
function ground(u, { burst, until, known }) {
  const g = u.ctx;
  const { left, top, width, height } = u.bbox;
  const x = (ms) => Math.min(left + width, Math.max(left, u.valToPos(ms / 1000, "x", true)));
  g.save();
  g.globalAlpha = 0.16;
  g.fillStyle = colour("burst");
  g.fillRect(x(burst.startMs), top, Math.max(2, x(Math.min(burst.endMs, known ?? until)) - x(burst.startMs)), height);
  if (burst.signal === "cpu") {
    g.globalAlpha = 0.3;
    g.fillStyle = colour("line");
    g.beginPath();
    u.data[0].forEach((at, i) => {
      const value = u.data[1][i];
      if (value !== null && value !== undefined && i + 1 < u.data[0].length) {
        const high = u.valToPos(value + ERROR_BAND, "y", true);
        g.rect(u.valToPos(at, "x", true), high, u.valToPos(u.data[0][i + 1], "x", true) - u.valToPos(at, "x", true), u.valToPos(Math.max(0, value - ERROR_BAND), "y", true) - high);
      }
    });
    g.fill();
  }
  g.restore();
}

/** What lies before the traces: limit, thresholds, the level before, and where deploys start. */
function marks(u, { burst, deploys }) {
  const g = u.ctx;
  const { left, top, width, height } = u.bbox;
  const scale = devicePixelRatio || 1;
  g.save();
  g.beginPath();
  g.rect(left, top, width, height);
  g.clip();
  g.font = `${11 * scale}px system-ui, sans-serif`;
  const level = (value, words, style, dash, above) => {
    const y = Math.round(u.valToPos(value, "y", true)) + 0.5;
    g.strokeStyle = colour(style);
    g.lineWidth = scale;
    g.setLineDash(dash.map((part) => part * scale));
    g.beginPath();
    g.moveTo(left, y);
    g.lineTo(left + width, y);
    g.stroke();
    g.setLineDash([]);
    if (words) {
      g.fillStyle = colour(style);
      g.textBaseline = above ? "bottom" : "top";
      g.textAlign = "right";
      g.fillText(words, left + width - 4 * scale, y + (above ? -2 : 2) * scale);
    }
  };
  const thresholds = state.about?.thresholds?.find((candidate) => candidate.signal === burst.signal);
  level(1, "limit", "text", [], true);
  if (thresholds && thresholds.enter !== null) {
    level(thresholds.enter, `enter ${percent(thresholds.enter)}`, "burst-line", [6, 3], false);
    level(thresholds.exit, `exit ${percent(thresholds.exit)}`, "burst-line", [6, 3], false);
  }
  if (burst.before !== null) {
    level(burst.before, "", "muted", [1, 4], false);
    g.fillStyle = colour("muted");
    g.textAlign = "left";
    g.textBaseline = "bottom";
    g.fillText(`before ${percent(burst.before)}`, left + 4 * scale, u.valToPos(burst.before, "y", true) - 2 * scale);
  }
  let row = 0;
  for (const deploy of deploys) {
    if (deploy.startMs < u.scales.x.min * 1000 || deploy.startMs > u.scales.x.max * 1000) {
      continue;
    }
    const x = Math.round(u.valToPos(deploy.startMs / 1000, "x", true)) + 0.5;
    g.strokeStyle = colour("deploy-line");
    g.lineWidth = 2 * scale;
    g.beginPath();
    g.moveTo(x, top);
    g.lineTo(x, top + height);
    g.stroke();
    const lag = (burst.startMs - deploy.startMs) / 1000;
    const label = `${deployName(deploy)}${lag >= 0 ? `, burst ${length(lag)} later` : ""}`;
    g.fillStyle = colour("deploy-line");
    g.textBaseline = "top";
    const wide = g.measureText(label).width;
    const before = x + wide + 8 * scale > left + width;
    g.textAlign = before ? "right" : "left";
    g.fillText(label, x + (before ? -4 : 4) * scale, top + (4 + 14 * row++) * scale);
  }
  g.restore();
}
