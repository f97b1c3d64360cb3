// SPDX-License-Identifier: Apache-2.0
// Panel 5: one signal of all targets on one time axis and one scale, how unevenly they carry it, and whether the others could carry what
// the busiest one does.

import { fill, h, table, tableBehind } from "./dom.js";
import { dateTime, percent, quantity, signalName } from "./format.js";
import { meanOf, peakOf, place, reads, steps } from "./levels.js";
import { Multiples } from "./multiples.js";
import { look } from "./range.js";
import { burstsOf, focused, keyOf, state, unknown, watch } from "./store.js";
import { withoutOne } from "./survivors.js";

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

