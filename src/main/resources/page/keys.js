// SPDX-License-Identifier: Apache-2.0
// The keyboard: every action has a key, and a palette that finds actions, targets, bursts and deploys by name.

import { clear, copyLink, nextTheme, stepBurst, togglePlay, toggleZone } from "./actions.js";
import { openDemo } from "./demo.js";
import { announce, fill, h } from "./dom.js";
import { openExports } from "./exports.js";
import { clock, deployTitle, length, subject, verdictWords } from "./format.js";
import { SPANS, centreThenFit, fit, lookLive, pan, zoom } from "./range.js";
import { burstsInOrder, focused, set, state } from "./store.js";
import { rows } from "./striprows.js";

const KEYS = [
  ["?", "this list", openHelp],
  ["/", "filter the rows", () => document.getElementById("filter").focus()],
  ["Ctrl+K", "find an action, a target, a burst, a deploy", openPalette],
  [".", "next burst on the row", () => stepBurst(1)],
  [",", "burst before on the row", () => stepBurst(-1)],
  ["j", "next row", () => stepRow(1)],
  ["k", "row before", () => stepRow(-1)],
  ["w", "closer", () => zoom(0.5)],
  ["s", "wider", () => zoom(2)],
  ["a", "earlier", () => pan(-0.25)],
  ["d", "later", () => pan(0.25)],
  ["f", "bring the burst to the middle; again: fit it", () => focused() && centreThenFit(focused())],
  ["r", "make the burst the range", () => focused() && fit(focused())],
  ["Space", "live or paused", togglePlay],
  ["c", "copy the link", copyLink],
  ["e", "export", openExports],
  ["t", "next theme", nextTheme],
  ["z", "UTC or local time", toggleZone],
  ["b", "a demo burst, drawn here and not made on your host", openDemo],
  ["Esc", "clear what is chosen", clear],
];

/** Begins to listen to the keyboard. */
export function listen() {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
      return;
    }
    const into = event.target instanceof Element ? event.target : document.body;
    if (event.ctrlKey || event.metaKey || event.altKey || into.closest("input, select, textarea, dialog")) {
      return;
    }
    if (event.key === " " && into.closest("button, summary, a")) {
      return;
    }
    const name = { " ": "Space", Escape: "Esc" }[event.key] ?? (event.key.length === 1 ? event.key.toLowerCase() : event.key);
    const known = KEYS.find(([key]) => key === name);
    if (known) {
      event.preventDefault();
      known[2]();
    }
  });
}

function stepRow(step) {
  const all = rows();
  const place = all.findIndex((row) => row.key === state.row);
  const next = all[place < 0 ? (step > 0 ? 0 : all.length - 1) : place + step];
  if (next) {
    set({ row: next.key });
    announce(`Row ${subject(next)}`);
  }
}

function open(dialog) {
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** Shows the keys. */
export function openHelp() {
  const dialog = h(
    "dialog",
    { "aria-label": "Keys" },
    h("h2", { class: "panel-title" }, "Keys"),
    h("dl", { class: "keys" }, KEYS.map(([key, words]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, words)])),
    h("p", { class: "muted small" }, "On the timeline: drag to zoom, Shift and drag to move, wheel with Ctrl to zoom, double-click for the last hour. Pointing at it holds it still."),
    h("div", { class: "dialog-foot" }, h("button", { type: "button", onclick: () => dialog.close() }, "Close")),
  );
  open(dialog);
}

/** Opens the palette. */
export function openPalette() {
  const all = choices();
  let found = all;
  let chosen = 0;
  const list = h("ul", { class: "palette-list", role: "listbox", id: "palette-list", "aria-label": "Found" });
  const input = h("input", { type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-label": "Find an action, a target, a burst, a deploy", placeholder: "Find…" });
  const dialog = h("dialog", { "aria-label": "Find" }, h("h2", { class: "off-screen" }, "Find"), input, list);
  const draw = () => {
    fill(list, found.slice(0, 60).map(([words], i) => h("li", { role: "option", id: `choice-${i}`, data: { i }, "aria-selected": String(i === chosen) }, words)));
    input.setAttribute("aria-activedescendant", found.length > 0 ? `choice-${chosen}` : "");
    list.children[chosen]?.scrollIntoView({ block: "nearest" });
  };
  const run = (i) => {
    dialog.close();
    found[i]?.[1]();
  };
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    found = all.filter(([text]) => words.every((word) => text.toLowerCase().includes(word)));
    chosen = 0;
    draw();
  });
  input.addEventListener("keydown", (event) => {
    const most = Math.min(found.length, 60) - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      chosen = Math.max(0, Math.min(most, chosen + (event.key === "ArrowDown" ? 1 : -1)));
      draw();
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(chosen);
    }
  });
  list.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (item) {
      run(Number(item.dataset.i));
    }
  });
  draw();
  open(dialog);
  input.focus();
}

function choices() {
  return [
    ...KEYS.filter(([key]) => key !== "Ctrl+K").map(([key, words, action]) => [`${words} (${key})`, action]),
    ...SPANS.map(([label, span]) => [`range: the last ${label}`, () => lookLive(span)]),
    ...rows().map((row) => [`row: ${subject(row)}`, () => set({ row: row.key })]),
    ...burstsInOrder()
      .toReversed()
      .slice(0, 500)
      .map((burst) => [`burst: ${clock(burst.startMs, 1)} ${subject(burst)}, ${length(burst.durationSeconds)}, ${verdictWords(burst, state.deploys)} ${burst.id}`, () => set({ selected: burst.id, row: burst.key, deploy: null })]),
    ...[...state.deploys.values()].sort((a, b) => b.startMs - a.startMs).map((deploy) => [`deploy: ${clock(deploy.startMs)} ${deployTitle(deploy)} ${deploy.id}`, () => set({ deploy: deploy.id })]),
  ];
}
