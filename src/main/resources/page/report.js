// SPDX-License-Identifier: Apache-2.0
// One burst as Markdown, to be pasted into a post-mortem.

import { dashboardName, dateTime, decision, deployName, length, percent, sentence, signalOf } from "./format.js";

/** How a rival that is no deploy is called. */
const NATURAL = { background: "no deploy: what happens anyway" };

/**
 * Writes the report.
 *
 * @param {{burst: object, deploys: Map<string, object>, inRange: object[], version: ?string, link: function(string): string}} of the burst
 *     as the store holds it, deploys by id, those in the range, and how a path of the service becomes an address
 */
export function markdown({ burst, deploys, inRange, version, link }) {
  return [
    `# Burst: ${md(signalOf(burst))} of ${md(burst.target)}`,
    `${md(sentence(burst, deploys))}.`,
    facts(burst),
    "## What dashboards would have shown",
    coarse(burst),
    "## Why",
    ...why(burst, deploys),
    "## Deploys in the range",
    deployTable(inRange, burst),
    "## Links",
    links(burst, link),
    `Written by Headroom${version ? ` ${md(version)}` : ""}.`,
  ].join("\n\n") + "\n";
}

/** A text that comes from outside, so that it stays text. */
export function md(text) {
  return String(text)
    .replace(/[\\`*_{}[\]<>#|~!&]/g, "\\$&")
    .replace(/\s+/g, " ");
}

function rows(head, body) {
  return [head, head.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function facts(burst) {
  const open = burst.end === null;
  return rows(
    ["What", "Value"],
    [
      ["Began", dateTime(burst.startMs, 3)],
      ["Ended", open ? "still open" : dateTime(burst.endMs, 3)],
      ["Length", open ? "going on" : length(burst.durationSeconds)],
      ["Peak", percent(burst.peak)],
      ["Mean", percent(burst.mean)],
      ["Full for", length(burst.saturatedSeconds)],
      ["Level before", percent(burst.before)],
      ["Samples", `${burst.samples}${burst.coarseSamples ? ", coarse" : ""}${burst.interrupted ? ", interrupted" : ""}`],
      ["Id", `\`${burst.id}\``],
    ],
  );
}

function coarse(burst) {
  if (burst.coarse.length === 0) {
    return burst.end === null ? "Known once the burst is over." : "None was worked out.";
  }
  return rows(
    ["Dashboard", "Step", "At best", "Typically", "At worst", "Hidden"],
    burst.coarse.map((view) => [
      md(dashboardName(view)),
      length(view.stepSeconds),
      percent(view.best),
      percent(view.median),
      percent(view.worst),
      view.hidden ? "yes: even at best below the threshold" : "no",
    ]),
  );
}

function why(burst, deploys) {
  const { verdict } = burst;
  const told = decision(verdict.decision);
  const deploy = verdict.deploy ? nameOf(verdict.deploy, null, deploys) : null;
  const first = verdict.decision === "unexplained" || verdict.decision === "pending" ? told.word : `${told.word} ${deploy}`;
  return [
    `**${first[0].toUpperCase()}${first.slice(1)}** (probability ${verdict.probability.toFixed(2)}).`,
    verdict.evidence.length > 0 ? verdict.evidence.map((line) => `- ${md(line)}`).join("\n") : "No evidence is recorded.",
    verdict.rivals.length > 0
      ? rows(["Rival", "Probability"], verdict.rivals.map((rival) => [nameOf(rival.deploy, rival.name, deploys), rival.probability.toFixed(3)]))
      : "No rival was considered.",
  ];
}

function nameOf(id, name, deploys) {
  if (id === null) {
    return md(NATURAL[name] ?? name);
  }
  const deploy = deploys.get(id);
  return deploy ? md(deployName(deploy) + (deploy.revision ? ` ${deploy.revision}` : "")) : `deploy \`${id}\``;
}

function deployTable(inRange, burst) {
  if (inRange.length === 0) {
    return "None.";
  }
  return rows(
    ["Deploy", "Revision", "By", "Phase", "Began", "Ended", "Bursts", "Full for"],
    inRange.map((deploy) => [
      deploy.id === burst.verdict.deploy ? `**${md(deployName(deploy))}**` : md(deployName(deploy)),
      md(deploy.revision ?? "not told"),
      md(deploy.actor ?? "not told"),
      md(deploy.phase),
      dateTime(deploy.startMs),
      deploy.finishedAt === null ? "not told" : dateTime(deploy.endMs),
      deploy.bursts,
      length(deploy.saturatedSeconds),
    ]),
  );
}

function links(burst, link) {
  return [
    `- This burst: <${link(`bursts/${burst.id}`)}>`,
    `- Its samples (JSON, CSV, OpenMetrics by Accept): <${link(`api/v1/bursts/${burst.id}/samples`)}>`,
    burst.verdict.deploy ? `- The deploy: <${link(`deploys/${burst.verdict.deploy}`)}>` : null,
  ]
    .filter(Boolean)
    .join("\n");
}
