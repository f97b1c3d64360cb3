// SPDX-License-Identifier: Apache-2.0
// Which time is looked at: zooming, moving, and the address that says so.

import { ROOT, address } from "./api.js";
import { bounds, focused, now, set, state } from "./store.js";

const SHORTEST = 2_000;
const LONGEST = 400 * 86_400_000;

/** Spans that the reader may choose, in milliseconds. */
export const SPANS = [
  ["15 min", 900_000],
  ["1 h", 3_600_000],
  ["6 h", 21_600_000],
  ["24 h", 86_400_000],
  ["7 d", 604_800_000],
];

/** Looks at the newest so many milliseconds, going on. */
export function lookLive(span) {
  set({ range: { live: true, span } });
}

/** Looks at the time between two instants, which stays. */
export function look(from, to) {
  const middle = (from + to) / 2;
  const half = Math.min(Math.max(to - from, SHORTEST), LONGEST) / 2;
  set({ range: { live: false, from: Math.max(0, middle - half), to: middle + half } });
}

/** Zooms by a factor, below 1 for closer, around an instant. */
export function zoom(factor, around) {
  const { from, to } = bounds();
  const at = around ?? centre(from, to);
  look(at - (at - from) * factor, at + (to - at) * factor);
}

function centre(from, to) {
  const burst = focused();
  return burst && burst.startMs >= from && burst.startMs <= to ? burst.startMs : (from + to) / 2;
}

/** Moves by a share of what is seen, below 0 for earlier. */
export function pan(share) {
  const { from, to } = bounds();
  look(from + (to - from) * share, to + (to - from) * share);
}

/** Brings an instant to the middle; when it is there already, shows the burst as large as it can be. */
export function centreThenFit(burst) {
  const { from, to } = bounds();
  const end = Math.min(burst.endMs, now());
  const middle = (burst.startMs + end) / 2;
  if (Math.abs((from + to) / 2 - middle) < (to - from) / 50) {
    fit(burst);
  } else {
    look(middle - (to - from) / 2, middle + (to - from) / 2);
  }
}

/** Shows a burst with as much time before and after as it is long, ten seconds at least. */
export function fit(burst) {
  const end = Math.min(burst.endMs, now());
  const around = Math.max(end - burst.startMs, 10_000);
  look(burst.startMs - around, end + around);
}

/** The address of what is seen now, with a range that stays what it is. */
export function link() {
  const { from, to } = bounds();
  const burst = state.selected;
  const path = burst ? `bursts/${burst}` : state.deploy ? `deploys/${state.deploy}` : "";
  return address(path, {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    deploy: burst ? state.deploy : null,
    filter: state.filters.join(" "),
  });
}

/** Writes what is seen into the address bar; a range that goes on is left out. */
export function remember() {
  const { range, selected, deploy, filters } = state;
  const url = address("", {
    from: range.live ? null : new Date(range.from).toISOString(),
    to: range.live ? null : new Date(range.to).toISOString(),
    span: range.live && range.span !== 3_600_000 ? Math.round(range.span / 1000) : null,
    sel: selected,
    deploy,
    filter: filters.join(" "),
  });
  if (url !== location.href) {
    history.replaceState(null, "", url);
  }
}

/** What the address asks for: {range, selected, deploy, filters}, each undefined where it does not say. */
export function asked() {
  const parameters = new URL(location.href).searchParams;
  const from = time(parameters.get("from"));
  const to = time(parameters.get("to"));
  const span = Number(parameters.get("span"));
  const path = location.pathname.slice(ROOT.pathname.length).split("/");
  const words = ["filter", "target", "signal"].map((name) => parameters.get(name) ?? "").join(" ").split(" ").filter(Boolean);
  return {
    range: from !== null && to !== null && from < to ? { live: false, from, to } : span > 0 ? { live: true, span: span * 1000 } : undefined,
    selected: path[0] === "bursts" ? path[1] : (parameters.get("sel") ?? undefined),
    deploy: path[0] === "deploys" ? path[1] : (parameters.get("deploy") ?? undefined),
    filters: words.length > 0 ? words : undefined,
  };
}

/** ISO-8601, or milliseconds or seconds since the epoch. */
function time(text) {
  if (!text) {
    return null;
  }
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * (Number(text) < 1e11 ? 1000 : 1) : Date.parse(text);
  return Number.isFinite(ms) ? ms : null;
}
