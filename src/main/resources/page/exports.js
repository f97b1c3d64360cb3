// SPDX-License-Identifier: Apache-2.0
// What can be taken from the page: the picture, the samples and the story of the burst in focus, and everything of the range.

import { address, get, text } from "./api.js";
import { colour, h } from "./dom.js";
import { sentence, subject } from "./format.js";
import { markdown } from "./report.js";
import { bounds, burstsInOrder, focused, state } from "./store.js";
import { chromeTrace } from "./trace.js";
import { trouble } from "./trouble.js";

/** How many pages of a thousand bursts are fetched at most for one file. */
const PAGES = 20;

/** Opens the dialog. */
export function openExports() {
  const burst = focused();
  const said = h("div", { class: "export-said", role: "status" });
  const close = h("button", { type: "button", onclick: () => dialog.close() }, "Close");
  const dialog = h(
    "dialog",
    {
      "aria-labelledby": "exports-title",
      onclose: () => dialog.remove(),
      onclick: (event) => event.target === dialog && dialog.close(),
    },
    h("h2", { id: "exports-title", class: "panel-title" }, "Export"),
    h("h3", {}, burst ? `The burst in focus: ${subject(burst)}` : "The burst in focus"),
    burst ? list(ofBurst(burst), said) : h("p", { class: "muted" }, "No burst is in focus."),
    h("h3", {}, "The range"),
    list(ofRange(), said),
    said,
    h("div", { class: "dialog-foot" }, close),
  );
  document.body.append(dialog);
  dialog.showModal();
}

function list(items, said) {
  return h(
    "ul",
    { class: "export-list" },
    items.map(({ name, what, make }) => {
      const button = h("button", { type: "button", onclick: () => take(make, name, said, button) }, name);
      return h("li", {}, button, h("span", { class: "small muted" }, what));
    }),
  );
}

async function take(make, name, said, button) {
  said.replaceChildren(`Making ${name} …`);
  button.disabled = true;
  try {
    const { file, blob, more } = await make();
    save(file, blob);
    said.replaceChildren(`● Saved as ${file}.${more ? " There was more than fits: narrow the range for the rest." : ""}`);
  } catch (problem) {
    said.replaceChildren(trouble(problem));
  } finally {
    button.disabled = false;
    button.focus();
  }
}

function save(file, blob) {
  const url = URL.createObjectURL(blob);
  const anchor = h("a", { href: url, download: file });
  anchor.click();
  // the browser reads it after the click
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function ofBurst(burst) {
  const file = (kind, ending) => fileName([burst.id, kind, stamp(burst.startMs)], ending);
  const samples = (type, ending) => async () => ({
    file: file("samples", ending),
    blob: new Blob([await text(`api/v1/bursts/${burst.id}/samples`, {}, type)], { type }),
  });
  return [
    { name: "PNG", what: "the chart with its title, legend and link", make: async () => ({ file: file("chart", "png"), blob: await picture(burst) }) },
    { name: "CSV", what: "its samples, for a spreadsheet", make: samples("text/csv", "csv") },
    { name: "OpenMetrics", what: "its samples, for headroom replay and promtool tsdb create-blocks-from openmetrics", make: samples("application/openmetrics-text", "om") },
    {
      name: "Markdown",
      what: "for the post-mortem: what, when, why, what dashboards showed",
      make: () => {
        const { from, to } = bounds();
        const inRange = [...state.deploys.values()].filter((deploy) => deploy.startMs <= to && deploy.endMs >= from).sort((a, b) => a.startMs - b.startMs);
        const report = markdown({ burst, deploys: state.deploys, inRange, version: state.about?.version, link: address });
        return { file: file("report", "md"), blob: new Blob([report], { type: "text/markdown" }) };
      },
    },
  ];
}

function ofRange() {
  const { from, to } = bounds();
  const file = (kind, ending) => fileName([kind, stamp(from), stamp(to)], ending);
  return [
    {
      name: "JSON",
      what: "its bursts, as the API gives them",
      make: async () => {
        const { bursts, more } = await burstsOf(from, to);
        const content = JSON.stringify({ since: iso(from), until: iso(to), bursts }, null, 2);
        return { file: file("bursts", "json"), blob: new Blob([content], { type: "application/json" }), more };
      },
    },
    {
      name: "NDJSON",
      what: "its bursts, one a line",
      make: async () => {
        const { bursts, more } = await burstsOf(from, to);
        const content = bursts.map((burst) => JSON.stringify(burst) + "\n").join("");
        return { file: file("bursts", "ndjson"), blob: new Blob([content], { type: "application/x-ndjson" }), more };
      },
    },
    {
      name: "Trace",
      what: "Chrome JSON, for the Perfetto UI: load as counters, bursts and deploys as slices",
      make: () => {
        const overlaps = (of) => of.startMs <= to && of.endMs >= from;
        const trace = chromeTrace({
          timeline: state.timeline,
          bursts: burstsInOrder().filter(overlaps),
          deploys: [...state.deploys.values()].filter(overlaps),
          until: to,
          version: state.about?.version,
        });
        return { file: file("trace", "json"), blob: new Blob([JSON.stringify(trace)], { type: "application/json" }), more: state.truncated };
      },
    },
  ];
}

async function burstsOf(from, to) {
  const bursts = [];
  let cursor = null;
  for (let page = 0; page < PAGES; page++) {
    const answer = await get("api/v1/bursts", { since: iso(from), until: iso(to), limit: 1000, cursor });
    bursts.push(...answer.bursts);
    cursor = answer.next;
    if (cursor === null) {
      break;
    }
  }
  return { bursts, more: cursor !== null };
}

function iso(ms) {
  return new Date(ms).toISOString();
}

function stamp(ms) {
  return iso(ms).replace(/[-:]|\.\d+/g, "");
}

function fileName(parts, ending) {
  return `headroom-${parts.join("-")}.${ending}`;
}

/** The chart in focus as a picture that stands on its own: what, how to read it, and where it is from. */
async function picture(burst) {
  const chart = document.querySelector("#focus canvas");
  if (!chart) {
    throw Object.assign(new Error("The chart of the burst is not drawn."), { title: "No picture", remedy: "Wait until the chart is shown, or close a table in its place." });
  }
  const scale = chart.width / (chart.clientWidth || chart.width);
  const margin = 16 * scale;
  const width = chart.width + 2 * margin;
  const sized = (pixels, weight = 400) => `${weight} ${pixels * scale}px system-ui, sans-serif`;
  const measure = document.createElement("canvas").getContext("2d");
  const legend = [...document.querySelectorAll("#focus .legend > *")].map((entry) => entry.textContent.trim()).filter(Boolean).join("   ·   ");
  const below = [legend, address(`bursts/${burst.id}`), `Headroom ${state.about?.version ?? ""}`.trim()];
  measure.font = sized(15, 650);
  const title = wrap(measure, `${sentence(burst, state.deploys)}.`, chart.width);
  measure.font = sized(12);
  const foot = below.filter(Boolean).flatMap((line) => wrap(measure, line, chart.width));
  const titleLine = 21 * scale;
  const footLine = 17 * scale;

  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width);
  canvas.height = Math.ceil(margin * 3 + title.length * titleLine + chart.height + foot.length * footLine);
  const context = canvas.getContext("2d");
  context.fillStyle = colour("panel");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.textBaseline = "top";
  let y = margin;
  const write = (lines, font, ink, step) => {
    context.font = font;
    context.fillStyle = colour(ink);
    for (const line of lines) {
      context.fillText(line, margin, y);
      y += step;
    }
  };
  write(title, sized(15, 650), "text", titleLine);
  y += margin / 2;
  context.drawImage(chart, margin, y);
  y += chart.height + margin / 2;
  write(foot, sized(12), "muted", footLine);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The browser made no picture of the chart."))), "image/png");
  });
}

/** A text in lines that fit. */
function wrap(context, words, width) {
  const lines = [];
  for (const word of words.split(" ")) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && context.measureText(longer).width <= width) {
      lines[lines.length - 1] = longer;
    } else {
      lines.push(word);
    }
  }
  return lines;
}
