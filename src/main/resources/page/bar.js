// SPDX-License-Identifier: Apache-2.0
// The line on top: what state this is in, which time, which rows, and the reader's habits; and the banner that says what is wrong.

import { chooseTheme, togglePlay, toggleZone } from "./actions.js";
import { fill, h, show } from "./dom.js";
import { ago, clock, dateTime, length, zoneName } from "./format.js";
import { want } from "./feed.js";
import { openHelp, openPalette } from "./keys.js";
import { SPANS, lookLive } from "./range.js";
import { bounds, now, set, state, watch } from "./store.js";

let status;
let spans;
let chips;
let play;
let zone;

/** Builds the line. */
export function mount(element, banner) {
  status = h("span", { class: "state", role: "status" });
  spans = h("div", { class: "group", role: "group", "aria-label": "Range" });
  chips = h("div", { class: "group", "aria-label": "Filters" });
  play = h("button", { type: "button", onclick: togglePlay });
  zone = h("button", { type: "button", onclick: toggleZone });
  const filter = h("input", {
    type: "search",
    id: "filter",
    placeholder: "Filter rows",
    "aria-label": "Filter rows by target or signal; Enter keeps the filter",
    onkeydown: (event) => {
      if (event.key === "Enter" && filter.value.trim()) {
        set({ filters: [...state.filters, filter.value.trim()] });
        filter.value = "";
      } else if (event.key === "Escape") {
        filter.value = "";
        filter.blur();
      }
    },
  });
  const background = h("input", {
    type: "checkbox",
    id: "background",
    onchange: () => {
      set({ background: background.checked });
      want();
    },
  });
  const theme = h(
    "select",
    { "aria-label": "Theme", onchange: () => chooseTheme(theme.value) },
    ["auto", "light", "dark", "deuteranopia", "tritanopia"].map((name) => h("option", { value: name }, name)),
  );
  element.append(
    h("div", { class: "brand" }, h("img", { src: "page/icon.svg", alt: "", width: 24, height: 24 }), h("h1", {}, "Headroom")),
    status,
    h("div", { class: "group" }, play, h("label", { class: "small muted", for: "background" }, background, " while hidden")),
    spans,
    h("div", { class: "group" }, filter, h("kbd", {}, "/")),
    chips,
    h("div", { class: "grow" }),
    h("div", { class: "group" }, zone, theme, h("button", { type: "button", onclick: openPalette }, "Find", h("kbd", {}, "Ctrl+K")), h("button", { type: "button", onclick: openHelp }, "Keys", h("kbd", {}, "?"))),
  );
  watch(["stream", "range", "hovering", "filters", "zone", "theme", "about", "loading", "targets", "tail"], () => {
    refresh();
    theme.value = state.theme;
    warn(banner);
  });
  theme.value = state.theme;
  refresh();
}

function refresh() {
  const { from, to } = bounds();
  const live = state.range.live;
  const recording = state.about?.recording;
  const [name, mark, words] =
    state.stream.status === "stale" || state.stream.status === "full"
      ? ["stale", "▲", "Not live"]
      : !live
        ? ["paused", "❚❚", recording && Date.parse(recording.to) <= now() ? "Recording" : "Paused"]
        : state.hovering
          ? ["held", "❚❚", "Held while you point"]
          : [state.stream.status === "open" ? "live" : "connecting", "●", state.stream.status === "open" ? (recording ? `Playing at ${recording.speed}×` : "Live") : "Connecting"];
  status.dataset.state = name;
  fill(status, h("span", { class: "mark", "aria-hidden": "true" }, mark), words);
  fill(play, live ? "Pause" : "Go live", h("kbd", {}, "Space"));
  fill(zone, zoneName(now()));
  zone.setAttribute("aria-label", `Times are in ${zoneName(now())}: change`);
  fill(
    spans,
    SPANS.map(([label, span]) => h("button", { type: "button", data: { key: label }, "aria-pressed": String(live && state.range.span === span), onclick: () => lookLive(span) }, label)),
    !live && h("span", { class: "small muted" }, `${dateTime(from)} + ${length((to - from) / 1000)}`),
  );
  fill(
    chips,
    state.filters.map((filter, i) =>
      h("button", { type: "button", class: "chip", data: { key: `filter ${filter}` }, "aria-label": `Remove the filter ${filter}`, onclick: () => set({ filters: state.filters.filter((_, j) => j !== i) }) }, filter, " ✕"),
    ),
  );
}

function warn(banner) {
  const words = troubles();
  document.body.classList.toggle("stale", state.stream.status === "stale");
  show(banner, words.length > 0);
  fill(banner, words);
}

function troubles() {
  const { stream, loading, targets } = state;
  const said = [];
  if (stream.status === "stale") {
    said.push(h("p", {}, h("strong", {}, "▲ Nothing heard from Headroom."), " ", `What you see is as of ${clock(now())}${state.about?.recording ? "" : `, ${ago(now(), Date.now())}`}; it is tried again${stream.attempts > 0 ? ` (${stream.attempts} so far)` : ""}. Is the service running?`));
  } else if (stream.status === "full") {
    said.push(h("p", {}, h("strong", {}, "▲ Not live."), " ", "Headroom has as many listeners as it takes; what you see is read again from time to time."));
  }
  if (loading.problem && stream.status !== "stale") {
    said.push(h("p", {}, h("strong", {}, `▲ ${loading.problem.title}.`), " ", `${loading.problem.message} ${loading.problem.remedy ?? ""}${loading.problem.incident ? ` Incident ${loading.problem.incident}.` : ""}`));
  }
  for (const target of targets) {
    const silent = target.servers.filter((server) => server.state === "down");
    const broken = target.sources.filter((source) => !source.up && source.reason !== "absent");
    for (const server of silent) {
      const why = server.sources.find((source) => source.message)?.message ?? "it does not answer";
      said.push(h("p", {}, h("strong", {}, `▲ ${target.target} is silent.`), " ", `${server.kind} at ${server.url}: ${why}. Its time is hatched.`));
    }
    if (broken.length > 0) {
      said.push(h("p", {}, h("strong", {}, `▲ A part of ${target.target} is not seen.`), " ", broken.map((source) => `${source.source}: ${source.message ?? source.reason}`).join("; ")));
    }
    if ((target.sampler?.clockSteps ?? 0) > 0) {
      said.push(h("p", {}, h("strong", {}, `▲ The clock of ${target.target} stepped`), " ", `${target.sampler.clockSteps === 1 ? "once" : `${target.sampler.clockSteps} times`} since the start: times around it are off by as much.`));
    }
  }
  const skew = state.about && !state.about.recording ? Math.abs(now() - Date.now()) : 0;
  if (skew > 5_000 && stream.status === "open") {
    said.push(h("p", {}, h("strong", {}, "▲ Two clocks."), " ", `Headroom's clock and this browser's are ${length(skew / 1000)} apart; times here are Headroom's.`));
  }
  return said;
}
