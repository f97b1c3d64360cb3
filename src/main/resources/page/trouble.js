// SPDX-License-Identifier: Apache-2.0
// How a panel says that what it asked for did not come.

import { h } from "./dom.js";

/** A problem in words: what failed, why, and what helps. */
export function trouble(problem) {
  return h(
    "div",
    { class: "callout" },
    h("strong", {}, `▲ ${problem.title ?? "Something failed"}`),
    problem.message ? ` ${problem.message}` : null,
    // a detail often ends with it
    problem.remedy && !problem.message.includes(problem.remedy) ? h("div", {}, problem.remedy) : null,
    problem.incident ? h("div", { class: "small muted" }, `Incident ${problem.incident}`) : null,
  );
}
