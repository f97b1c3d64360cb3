// SPDX-License-Identifier: Apache-2.0
// The end of panel 5: whether the others could carry what the busiest target does, and how unevenly they carry it now.

import { h } from "./dom.js";
import { dateTime, percent, quantity, signalName } from "./format.js";
import { state } from "./store.js";

/** What the others would have had to carry without the busiest one. */
export function withoutOne(signal) {
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
