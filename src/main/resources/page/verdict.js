// SPDX-License-Identifier: Apache-2.0
// Panel 3: who did it. Every candidate with its share, "background" and hours of the day among them; "cannot separate", "unexplained"
// and "no history yet" are answers like any other. What a person says of it is kept.

import { Problem, send } from "./api.js";
import { announce, fill, h } from "./dom.js";
import { clock, dateTime, decision, deployName, deployTitle, length, percent } from "./format.js";
import { focused, putBurst, set, state, unknown, watch } from "./store.js";

let place;
let opened = new Set();
let problem = null;

/** Builds the panel. */
export function mount(element) {
  place = h("div", {});
  element.append(h("h2", { class: "panel-title" }, "Which deploy did it"), place);
  watch(["bursts", "selected", "deploys", "range", "filters", "zone", "loading"], show);
  show();
}

function show() {
  const burst = focused();
  if (!burst) {
    fill(place, h("p", { class: "muted" }, unknown() ? "Not known: Headroom did not say what it has heard of." : state.deploys.size === 0 ? "Headroom has not heard of any deploy. It needs none to find bursts; to name deploys, let it watch a cluster or send it one line each." : "No burst is in focus."));
    return;
  }
  const { verdict } = burst;
  const said = decision(verdict.decision);
  const deploy = verdict.deploy ? state.deploys.get(verdict.deploy) : null;
  fill(
    place,
    h(
      "p",
      { class: "verdict-line" },
      h("span", { class: "badge", data: { level: said.level } }, h("span", { "aria-hidden": "true" }, said.shape), ` ${said.word} `),
      deploy && named(deploy),
      verdict.decision !== "pending" && h("span", { class: "muted small" }, `probability ${verdict.probability.toFixed(2)}`),
    ),
    verdict.group.length > 1 && h("p", { class: "callout" }, `Cannot separate: ${verdict.group.length} deploys started within 30 s of each other; the probability is of all of them together.`),
    candidates(burst),
    verdict.evidence.length > 0 && [h("h3", {}, "Evidence"), h("ul", { class: "evidence" }, verdict.evidence.map((line) => h("li", {}, line)))],
    labels(burst),
  );
}

function named(deploy) {
  return h(
    "button",
    { type: "button", class: "link", data: { key: `deploy ${deploy.id}` }, onclick: () => set({ deploy: deploy.id }) },
    deployTitle(deploy),
  );
}

/** The group and its rivals, the likeliest first, as bars that add up to one. */
function candidates(burst) {
  const { verdict } = burst;
  if (verdict.decision === "pending" && verdict.rivals.length === 0) {
    return null;
  }
  const all = verdict.rivals.map((rival) => ({ deploys: rival.deploy ? [rival.deploy] : [], name: rival.name, probability: rival.probability }));
  if (verdict.group.length > 0) {
    all.push({ deploys: verdict.group, name: null, probability: verdict.probability });
  }
  all.sort((a, b) => b.probability - a.probability);
  const sum = all.reduce((total, candidate) => total + candidate.probability, 0);
  if (sum < 0.995) {
    all.push({ deploys: [], name: "all others together", probability: 1 - sum });
  }
  return h(
    "ol",
    { class: "candidates", "aria-label": "Candidates, the likeliest first; their shares add up to one" },
    all.map((candidate) => {
      const known = candidate.deploys.map((id) => state.deploys.get(id)).filter(Boolean);
      const name = candidate.name ?? (known.map(deployName).join(" + ") || "a deploy outside the range");
      const share = `${(candidate.probability * 100).toFixed(candidate.probability < 0.1 ? 1 : 0)}%`;
      const key = `candidate ${candidate.deploys[0] ?? candidate.name}`;
      return h(
        "li",
        {},
        h(
          "details",
          { open: opened.has(key), ontoggle: (event) => (event.target.open ? opened.add(key) : opened.delete(key)) },
          h(
            "summary",
            { data: { key } },
            h("span", { class: "name" }, name),
            h("b", {}, share),
            h("span", { class: `bar${candidate.deploys.length === 0 ? " natural" : ""}`, "aria-hidden": "true" }, h("i", { style: { width: `${Math.min(100, candidate.probability * 100)}%` } })),
          ),
          terms(burst, candidate, known),
        ),
      );
    }),
  );
}

function terms(burst, candidate, known) {
  if (candidate.deploys.length === 0) {
    const words = candidate.name === "background" ? "What happens without any deploy, as often as it has on other days." : candidate.name === "all others together" ? "Candidates that are too unlikely to list." : "Bursts at this time of the day, whatever is deployed.";
    return h("dl", {}, h("dt", {}, "what"), h("dd", {}, words));
  }
  return known.map((deploy) => {
    const lag = (burst.startMs - deploy.startMs) / 1000;
    const seconds = ((Number.isFinite(deploy.endMs) ? deploy.endMs : burst.startMs) - deploy.startMs) / 1000;
    const others = [...state.deploys.values()].filter((other) => other.id !== deploy.id && other.app !== null && other.app === deploy.app && other.startMs < deploy.startMs);
    const withBursts = others.filter((other) => other.bursts > 0).length;
    return h(
      "dl",
      {},
      term("deploy", named(deploy)),
      term("started", dateTime(deploy.startMs, 1)),
      term("lag", lag >= 0 ? `the burst began ${length(lag)} after it started` : `the burst began ${length(-lag)} before it started`),
      term("ran", `${length(seconds)}, ${deploy.phase}${Number.isFinite(deploy.endMs) ? ` at ${clock(deploy.endMs)}` : ""}`),
      deploy.size && term("pods replaced", `${deploy.size}${seconds > 0 ? `, ${(deploy.size / seconds).toFixed(2)} per second` : ""}`),
      deploy.app && term("history", others.length === 0 ? `no earlier deploy of ${deploy.app} is in the range` : `${withBursts} of ${others.length} earlier deploys of ${deploy.app} in the range had bursts`),
      deploy.actor && term("by", deploy.actor),
      term("told by", deploy.source),
      deploy.parent && state.deploys.has(deploy.parent) && term("part of", named(state.deploys.get(deploy.parent))),
      term("share", percent(candidate.probability)),
    );
  });
}

function term(name, value) {
  return [h("dt", {}, name), h("dd", {}, value)];
}

/** What a person says of the verdict. */
function labels(burst) {
  if (burst.end === null) {
    return null;
  }
  const label = burst.label ?? null;
  const button = (value, words) =>
    h("button", { type: "button", data: { key: `label ${value}` }, "aria-pressed": String(label?.label === value), onclick: () => say(burst, label?.label === value ? null : value) }, words);
  const others = [...state.deploys.values()].filter((deploy) => !burst.verdict.group.includes(deploy.id) && deploy.startMs <= burst.startMs).sort((a, b) => b.startMs - a.startMs).slice(0, 50);
  const choose = h(
    "select",
    {
      "aria-label": "It was another deploy",
      onchange: (event) => event.target.value && say(burst, "other", event.target.value),
    },
    h("option", { value: "" }, "It was another"),
    others.map((deploy) => h("option", { value: deploy.id, selected: label?.label === "other" && label.deploy === deploy.id }, `${clock(deploy.startMs)} ${deployName(deploy)}`)),
  );
  return h(
    "div",
    { class: "label-tools" },
    h("span", { class: "muted small" }, label ? `You said: ${label.label === "other" ? "another" : label.label}, ${dateTime(Date.parse(label.at))}` : "Is it right?"),
    burst.verdict.deploy && button("confirmed", "Yes"),
    button("wrong", burst.verdict.deploy ? "No" : "A deploy did it"),
    others.length > 0 && choose,
    problem && h("p", { class: "callout", role: "alert" }, `${problem.title}: ${problem.message} ${problem.remedy ?? ""}`),
  );
}

async function say(burst, label, deploy = null) {
  try {
    if (label === null) {
      await send("DELETE", `api/v1/bursts/${burst.id}/label`);
      putBurst({ ...burst, label: null });
    } else {
      putBurst({ ...burst, ...(await send("PUT", `api/v1/bursts/${burst.id}/label`, { label, deploy, note: null })), label: { label, deploy, note: null, at: new Date().toISOString() } });
    }
    problem = null;
    announce("Kept");
  } catch (refused) {
    if (!(refused instanceof Problem)) {
      throw refused;
    }
    problem = refused;
    show();
  }
}
