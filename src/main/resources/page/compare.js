// SPDX-License-Identifier: Apache-2.0
// Panel 6: the deploy in focus against the ten of the same app before it, measure by measure.

import { address, get } from "./api.js";
import { fill, h, table, tableBehind } from "./dom.js";
import { dateTime, deployName, length, percent, quantity } from "./format.js";
import { focusedDeploy, watch } from "./store.js";
import { trouble } from "./trouble.js";

const BEFORE = 10;
const BLAMED = new Set(["caused", "likely"]);

/** What is compared; each value is a number, or null where it is not known. More is worse in all of them. */
const MEASURES = [
  { id: "peak", name: "Peak of its bursts", value: (of) => of.peak, words: percent, absent: "no burst", without: "without a burst" },
  { id: "saturated", name: "Saturated time", value: (of) => of.deploy.saturatedSeconds, words: (value) => (value === 0 ? "0 s" : length(value)) },
  { id: "bursts", name: "Bursts", value: (of) => of.deploy.bursts, words: String },
  { id: "length", name: "Length of the deploy", value: (of) => of.seconds, words: length, absent: "not over", without: "not over" },
  { id: "cpu", name: "CPU per pod replaced", value: (of) => of.cpuPerPod, words: (value) => `${value.toFixed(2)} CPU s`, cost: true },
  { id: "bytes", name: "Network traffic", value: (of) => of.bytes, words: (value) => quantity(value, "bytes"), cost: true },
];

/** Fills the section and keeps it at the deploy in focus. */
export function mount(element) {
  const body = h("div", {});
  let seen = null;
  const behind = tableBehind(() => comparison(seen));
  behind.hidden = true;
  element.append(h("h2", { class: "panel-title" }, "This deploy against its last ten"), body, behind);
  let shown = null;
  let asked = new AbortController();

  const put = (answer, ...content) => {
    seen = answer;
    behind.hidden = answer === null;
    fill(body, ...content);
    if (answer) {
      behind.refresh();
    }
  };
  const show = async () => {
    const deploy = focusedDeploy();
    const wanted = deploy && [deploy.id, deploy.phase, deploy.finishedAt, deploy.bursts, deploy.saturatedSeconds].join(" ");
    if (wanted === shown && body.firstChild) {
      return;
    }
    shown = wanted;
    asked.abort();
    if (!deploy) {
      put(null, h("p", { class: "muted" }, "No deploy is in focus: no deploy is held responsible for the burst, and none was chosen."));
      return;
    }
    if (!deploy.app) {
      put(null, h("p", { class: "muted" }, `${deployName(deploy)} names no app, so nothing tells which deploys it is to be compared with.`));
      return;
    }
    asked = new AbortController();
    const { signal } = asked;
    if (seen?.current.app !== deploy.app) {
      put(null, h("p", { class: "muted" }, `Reading the last deploys of ${deploy.app} …`));
    }
    try {
      const answer = await read(deploy, signal);
      if (!signal.aborted) {
        put(answer.all.length < 2 ? null : answer, ...view(answer));
      }
    } catch (problem) {
      if (!signal.aborted) {
        put(null, trouble(problem), h("button", { type: "button", onclick: () => { shown = null; show(); } }, "Ask again"));
      }
    }
  };
  watch(["deploys", "deploy", "bursts", "selected", "range", "filters", "zone"], (changed) => {
    if (changed.has("zone")) {
      behind.refresh();
    }
    show();
  });
  show();
}

/** The deploy and those before it, oldest first, each with what is known of it. */
async function read(current, signal) {
  // the end of a range is not part of it
  const until = new Date(current.startMs + 1).toISOString();
  const { deploys } = await get("api/v1/deploys", { app: current.app, until, limit: BEFORE + 1 }, signal);
  const others = deploys.filter((deploy) => deploy.id !== current.id).slice(0, BEFORE);
  const all = [current, ...others].sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt) || (a.id < b.id ? -1 : 1));
  if (all.length < 2) {
    return { current, all: all.map((deploy) => summary(deploy, [], [])), costs: [], costProblem: null, more: false };
  }
  const [bursts, costs] = await Promise.all([
    get("api/v1/bursts", { app: current.app, since: all[0].startedAt, limit: 1000 }, signal),
    // what a deploy cost is known after a week only: the rest stands without
    get("api/v1/costs", { app: current.app, limit: BEFORE + 1 }, signal).catch((problem) => ({ problem })),
  ]);
  const records = costs.problem ? [] : costsOf(costs);
  return {
    current,
    all: all.map((deploy) => summary(deploy, bursts.bursts, records)),
    costs: records,
    costProblem: costs.problem ?? null,
    more: bursts.next !== null,
  };
}

/** The records of costs, whether they come as one list or by deploy. */
function costsOf(answer) {
  return (answer.costs ?? answer.deploys ?? []).flatMap((entry) => entry.costs ?? entry);
}

/** What is known of one deploy. */
export function summary(deploy, bursts, costs) {
  const peaks = bursts.filter((burst) => burst.verdict.deploy === deploy.id && BLAMED.has(burst.verdict.decision)).map((burst) => burst.peak);
  const own = costs.filter((cost) => cost.deploy === deploy.id);
  const cpu = own.filter((cost) => cost.signal === "cpu" && cost.costPerPod !== null);
  const bytes = own.filter((cost) => cost.unit === "bytes");
  return {
    deploy,
    peak: peaks.length === 0 ? null : Math.max(...peaks),
    seconds: deploy.finishedAt === null ? null : (Date.parse(deploy.finishedAt) - Date.parse(deploy.startedAt)) / 1000,
    cpuPerPod: cpu.length === 0 ? null : cpu.reduce((sum, cost) => sum + cost.costPerPod, 0),
    bytes: bytes.length === 0 ? null : bytes.reduce((sum, cost) => sum + cost.cost, 0),
  };
}

/** Where a value stands among others, itself included: "3rd highest of 11". */
export function rank(value, values) {
  const higher = values.filter((other) => other > value).length;
  const same = values.filter((other) => other === value).length;
  if (same === values.length) {
    return `the same in all ${values.length}`;
  }
  const place = higher === 0 ? "highest" : higher + same === values.length ? "lowest" : `${ordinal(higher + 1)} highest`;
  return `${place} of ${values.length}${same > 1 ? `, with ${same === 2 ? "another" : `${same - 1} others`}` : ""}`;
}

function ordinal(number) {
  const tens = number % 100;
  const suffix = tens > 10 && tens < 14 ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th");
  return number + suffix;
}

function view(answer) {
  const { current, all } = answer;
  if (all.length < 2) {
    return [h("p", { class: "muted" }, `No history yet: ${deployName(current)} is the first deploy of ${current.app} that is known. The second one will be compared with it.`)];
  }
  const before = all.length - 1;
  return [
    h(
      "p",
      { class: "small muted" },
      `${deployName(current)} (${dateTime(current.startMs)}, ${current.phase}) and the ${before === 1 ? "one deploy" : `${before} deploys`} of ${current.app} before it. `,
      "◆ is this one, ○ the others; further right is more.",
    ),
    answer.more ? h("p", { class: "small muted" }, "More than 1,000 bursts since then: peaks are those of the newest 1,000.") : null,
    h("div", { class: "compare-rows" }, MEASURES.filter((measure) => !measure.cost || answer.costs.length > 0).map((measure) => row(measure, answer))),
    answer.costs.length > 0 ? null : noCosts(answer.costProblem),
  ];
}

function noCosts(problem) {
  return problem && problem.status !== 404
    ? trouble(problem)
    : h("p", { class: "small muted" }, "CPU per pod and network traffic are not told: what a deploy cost is known once there is a week of history to compare with.");
}

function row(measure, { current, all }) {
  const known = all.filter((one) => measure.value(one) !== null);
  const mine = known.find((one) => one.deploy.id === current.id);
  const values = known.map(measure.value);
  const said = mine
    ? `${measure.words(measure.value(mine))}: ${values.length === 1 ? "the only one known" : rank(measure.value(mine), values)}`
    : (measure.absent ?? "not known");
  const missing = all.length - known.length;
  return h(
    "div",
    { class: "compare-row" },
    h("h3", {}, measure.name),
    strip(measure, known, current, said),
    h("p", { class: "compare-said" }, h("strong", {}, `◆ ${said}`), missing > 0 ? h("span", { class: "muted" }, `; ${missing} ${measure.without ?? "not known"}`) : null),
  );
}

/** A dot for each deploy on one line from 0 to the highest; equal ones stand above each other. */
function strip(measure, known, current, said) {
  const highest = Math.max(...known.map(measure.value), 0);
  const stacks = new Map();
  const marks = known
    .slice()
    .sort((a, b) => (a.deploy.id === current.id) - (b.deploy.id === current.id))
    .map((one) => {
      const value = measure.value(one);
      const share = highest > 0 ? Math.max(0, value) / highest : 0;
      const slot = Math.round(share * 40);
      const above = stacks.get(slot) ?? 0;
      stacks.set(slot, above + 1);
      const mine = one.deploy.id === current.id;
      const title = h("svg:title", {}, `${mine ? "this deploy" : deployName(one.deploy)}, ${dateTime(Date.parse(one.deploy.startedAt))}: ${measure.words(value)}`);
      return h(
        "svg:svg",
        { x: `${3 + share * 94}%`, y: mine ? 30 : 30 - Math.min(above, 4) * 5, overflow: "visible" },
        mine
          ? h("svg:path", { class: "compare-this", d: "M0 -8 L8 0 L0 8 L-8 0 Z" }, title)
          : h("svg:circle", { class: "compare-other", r: 5 }, title),
      );
    });
  return h(
    "svg:svg",
    { class: "compare-strip", role: "img", "aria-label": `${measure.name}, ${known.length} deploys from 0 to ${measure.words(highest)}. This one: ${said}` },
    h("svg:line", { class: "compare-axis", x1: "3%", x2: "97%", y1: 30, y2: 30 }),
    marks,
    h("svg:text", { class: "compare-scale", x: "3%", y: 54 }, "0"),
    h("svg:text", { class: "compare-scale", x: "97%", y: 54, "text-anchor": "end" }, highest > 0 ? measure.words(highest) : ""),
  );
}

function comparison({ current, all, costs }) {
  const measures = MEASURES.filter((measure) => !measure.cost || costs.length > 0);
  return table(
    `Deploys of ${current.app}, newest first`,
    ["Deploy", "Phase", ...measures.map((measure) => measure.name)],
    all.toReversed().map((one) => [
      h(
        "a",
        { href: address(`deploys/${one.deploy.id}`) },
        `${one.deploy.id === current.id ? "◆ this: " : ""}${deployName(one.deploy)}, ${dateTime(Date.parse(one.deploy.startedAt))}`,
      ),
      one.deploy.phase,
      ...measures.map((measure) => (measure.value(one) === null ? (measure.absent ?? "not known") : measure.words(measure.value(one)))),
    ]),
  );
}
