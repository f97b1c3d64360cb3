// SPDX-License-Identifier: Apache-2.0
// What a reader can do, by button, key or palette.

import { announce, copy } from "./dom.js";
import { sentence } from "./format.js";
import { link, lookLive } from "./range.js";
import { bounds, burstsInOrder, focused, matches, set, state } from "./store.js";

const THEMES = ["auto", "light", "dark", "deuteranopia", "tritanopia"];

/** Selects the next burst of the row, or of all rows where none is chosen; -1 for the one before. */
export function stepBurst(step) {
  const all = burstsInOrder().filter((burst) => matches(burst) && (state.row === null || burst.key === state.row));
  const current = focused();
  const place = all.findIndex((burst) => burst.id === current?.id);
  const next = place < 0 ? (step > 0 ? all.find((burst) => burst.startMs > (current?.startMs ?? 0)) : all.findLast((burst) => burst.startMs < (current?.startMs ?? Infinity))) : all[place + step];
  if (next) {
    set({ selected: next.id, deploy: null });
    announce(sentence(next, state.deploys));
  } else {
    announce(step > 0 ? "No later burst on this row" : "No earlier burst on this row");
  }
}

/** Goes on, or holds still. */
export function togglePlay() {
  const { from, to } = bounds();
  if (state.range.live) {
    set({ range: { live: false, from, to } });
  } else {
    lookLive(Math.min(to - from, 7 * 86_400_000));
  }
  announce(state.range.live ? "Live" : "Paused");
}

/** Copies the address of what is seen. */
export async function copyLink() {
  announce((await copy(link())) ? "Link copied" : "The browser does not allow to copy");
}

/** The next theme. */
export function nextTheme() {
  chooseTheme(THEMES[(THEMES.indexOf(state.theme) + 1) % THEMES.length]);
  announce(`Theme ${state.theme}`);
}

/** Chooses a theme and remembers it. */
export function chooseTheme(theme) {
  localStorage.setItem("headroom.theme", theme);
  applyTheme(theme);
  set({ theme });
}

/** Makes a theme the one that shows; "auto" is what the system says. */
export function applyTheme(theme) {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = theme === "auto" ? (dark ? "dark" : "light") : theme;
}

/** UTC, or the time of where the reader is. */
export function toggleZone() {
  set({ zone: state.zone === "utc" ? "local" : "utc" });
  localStorage.setItem("headroom.zone", state.zone);
}

/** Clears what is chosen, one thing after the other: the deploy, the burst, the row, the filters. */
export function clear() {
  if (state.deploy) {
    set({ deploy: null });
  } else if (state.selected) {
    set({ selected: null });
  } else if (state.row) {
    set({ row: null });
  } else if (state.filters.length > 0) {
    set({ filters: [] });
  }
}
