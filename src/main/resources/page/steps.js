// SPDX-License-Identifier: Apache-2.0
// Panel 7: what to do about the burst in focus, from the runbook that fits it, with the names filled in.

import { address, get } from "./api.js";
import { copyButton, fill, h } from "./dom.js";
import { subject } from "./format.js";
import { focused, unknown, watch } from "./store.js";
import { trouble } from "./trouble.js";

/** Fills the section and keeps it at the burst in focus. */
export function mount(element) {
  const body = h("div", {});
  element.append(h("h2", { class: "panel-title" }, "What to do"), body);
  let shown = null;
  let asked = new AbortController();

  const show = async () => {
    const burst = focused();
    // another verdict may mean another runbook
    const wanted = burst && `${burst.id} ${burst.verdict.decision} ${burst.verdict.deploy}`;
    if (burst && wanted === shown && body.firstChild) {
      return;
    }
    shown = wanted;
    asked.abort();
    if (!burst) {
      fill(body, h("p", { class: "muted" }, unknown() ? "Not known: Headroom did not say what it has seen." : "Nothing is to be done: no burst is in focus."));
      return;
    }
    asked = new AbortController();
    const { signal } = asked;
    fill(body, h("p", { class: "muted" }, `Looking up the runbook for ${subject(burst)} …`));
    try {
      const answer = await get(`api/v1/bursts/${burst.id}/steps`, {}, signal);
      if (!signal.aborted) {
        fill(body, instructions(burst, answer));
      }
    } catch (problem) {
      if (!signal.aborted) {
        fill(body, trouble(problem), again(() => { shown = null; show(); }));
      }
    }
  };
  watch(["bursts", "selected", "range", "filters", "timeline", "loading"], show);
  show();
}

function again(action) {
  return h("button", { type: "button", onclick: action }, "Ask again");
}

function instructions(burst, { title, url, steps }) {
  return [
    h("p", { class: "small muted" }, `The first steps of the runbook ${title}, for ${subject(burst)}.`),
    h("ol", { class: "steps-list" }, steps.slice(0, 3).map(step)),
    h("p", { class: "steps-more" }, h("a", { href: address(url), data: { key: "runbook" } }, `The whole runbook: ${title}`)),
  ];
}

function step({ text, command }, i) {
  return h("li", {}, h("p", {}, text), command ? commandBlock(command, i) : null);
}

function commandBlock(command, i) {
  return h(
    "div",
    { class: "steps-command" },
    h("pre", { tabindex: 0, role: "region", "aria-label": `Command of step ${i + 1}` }, h("code", {}, command)),
    copyButton(`Copy command ${i + 1}`, command, `step-${i}`),
  );
}
