// SPDX-License-Identifier: Apache-2.0
// A demo burst for whoever has none yet: out of the recording of the incident of 2024, drawn here and not made on the reader's host.

import { Problem, get } from "./api.js";
import { burstChart } from "./burstchart.js";
import { announce, h } from "./dom.js";
import { clock, deployName, length, percent, subject } from "./format.js";

/** Shows it in a dialog. */
export async function openDemo() {
  let demo;
  try {
    demo = await get("page/demo-burst.json");
  } catch (problem) {
    if (!(problem instanceof Problem)) {
      throw problem;
    }
    announce(problem.message);
    return;
  }
  const burst = { ...demo.burst, startMs: Date.parse(demo.burst.start), endMs: Date.parse(demo.burst.end) };
  const deploy = { ...demo.deploy, startMs: Date.parse(demo.deploy.startedAt), endMs: Date.parse(demo.deploy.finishedAt) };
  const view = burst.coarse[0];
  const chart = h("div", {});
  const dialog = h(
    "dialog",
    { "aria-label": "A demo burst", class: "wide" },
    h("h2", { class: "panel-title" }, "A demo burst: not of your host"),
    h("p", {}, `${subject(burst)} was full for ${length(burst.durationSeconds)} (peak ${percent(burst.peak)}) at ${clock(burst.startMs, 1)}; ${burst.verdict.decision} by ${deployName(deploy)} (${burst.verdict.probability.toFixed(2)}); a dashboard scraped every ${view.scrapeSeconds} s showed ${percent(view.median)}.`),
    chart,
    h("p", { class: "muted small" }, "From the synthetic recording of the incident of 2024-05-28 that comes with Headroom. Solid: ten samples a second. Dashed: what the dashboard drew."),
    h("div", { class: "dialog-foot" }, h("button", { type: "button", onclick: () => dialog.close() }, "Close")),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  burstChart(chart, { burst, deploys: [deploy], since: Date.parse(demo.since), until: Date.parse(demo.until), points: demo.points, coarse: demo.coarse }, {});
}
