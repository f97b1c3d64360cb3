// SPDX-License-Identifier: Apache-2.0
// Paints the timeline on its canvas.

import { colour } from "./dom.js";
import { clock, day, deployName, hourMinute } from "./format.js";
import { AXIS, LANE, NARROWEST, ROW, X, arrangeDeploys, blocks, layout, top } from "./striplayout.js";
import { columns, rows, scale } from "./striprows.js";
import { state } from "./store.js";

const PAD = 4;

/**
 * Paints all of it.
 *
 * @param drag what is being dragged over: {zooming, x0, x}, or null
 */
export function paint(canvas, width, drag) {
  arrangeDeploys();
  const all = rows();
  const height = top() + all.length * ROW + AXIS;
  const density = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * density) || canvas.height !== Math.round(height * density)) {
    canvas.width = Math.round(width * density);
    canvas.height = Math.round(height * density);
    canvas.style.setProperty("height", `${height}px`);
  }
  const colours = Object.fromEntries(["text", "muted", "line", "grid", "accent", "area", "burst", "burst-line", "deploy", "deploy-line", "focus", "panel"].map((name) => [name, colour(name)]));
  const g = canvas.getContext("2d");
  g.setTransform(density, 0, 0, density, 0, 0);
  g.clearRect(0, 0, width, height);
  g.font = "12px system-ui, sans-serif";
  drawAxis(g, colours, width, height);
  const focus = layout.lanes.find((placed) => placed.deploy.id === (state.deploy ?? state.bursts.get(state.selected)?.verdict.deploy));
  if (focus) {
    g.globalAlpha = 0.45;
    g.fillStyle = colours.deploy;
    g.fillRect(X(focus.start), 0, Math.max(1, X(focus.end) - X(focus.start)), height - AXIS);
    g.globalAlpha = 1;
  }
  layout.lanes.forEach((placed) => drawDeploy(g, colours, placed));
  const hatch = hatching(g, colours.line, density);
  all.forEach((row, i) => drawRow(g, colours, hatch, row, top() + i * ROW, width));
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

function drawAxis(g, colours, width, height) {
  const step = STEPS.find((candidate) => ((layout.view.to - layout.view.from) / candidate) * 76 <= width) ?? STEPS.at(-1);
  const offset = state.zone === "utc" ? 0 : -new Date(layout.view.from).getTimezoneOffset() * 60_000;
  g.fillStyle = colours.muted;
  g.textBaseline = "middle";
  for (let t = Math.ceil((layout.view.from + offset) / step) * step - offset; t <= layout.view.to; t += step) {
    const x = X(t);
    line(g, colours.grid, x, 0, height - AXIS, []);
    const label = step >= 86_400_000 ? day(t) : step >= 60_000 ? hourMinute(t) : clock(t);
    const wide = g.measureText(label).width;
    g.fillText(label, Math.min(Math.max(x - wide / 2, 0), width - wide), height - AXIS / 2);
  }
}

function hatching(g, style, density) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8 * density;
  const t = tile.getContext("2d");
  t.scale(density, density);
  t.strokeStyle = style;
  t.lineWidth = 1;
  t.beginPath();
  for (const shift of [-8, 0, 8]) {
    t.moveTo(shift, 8);
    t.lineTo(shift + 8, 0);
  }
  t.stroke();
  const pattern = g.createPattern(tile, "repeat");
  pattern.setTransform(new DOMMatrix().scale(1 / density));
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
  const room = Math.min(x1, layout.across) - shownFrom - 8;
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
