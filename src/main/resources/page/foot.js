// SPDX-License-Identifier: Apache-2.0
// Panel 8, the footer: what watching costs, what was missed, how long things are kept. It asks for both every ten seconds while it is seen.

import { address, get } from "./api.js";
import { fill, h } from "./dom.js";
import { dateTime, length, quantity } from "./format.js";
import { set, state, watch } from "./store.js";
import { trouble } from "./trouble.js";

const EVERY_MILLIS = 10_000;
/** Mean lateness of a sampler from which on it is worth a word: half of the shortest burst's two readings. */
const LATE_SHARE = 0.5;

/** Fills the footer, and begins to ask. */
export function mount(element) {
  const problem = h("div", {});
  const facts = h("dl", { class: "foot-facts" });
  const links = h("nav", { class: "foot-links", "aria-label": "Elsewhere" });
  element.append(h("h2", { class: "panel-title" }, "What watching costs, and what it missed"), problem, facts, links);
  fill(links, elsewhere());

  let before = null;
  let last = null;
  const show = () => fill(facts, lines(state.about, state.targets, before, last));
  watch(["about", "targets", "zone"], show);
  show();

  let timer = 0;
  const poll = async () => {
    clearTimeout(timer);
    if (document.hidden) {
      return;
    }
    try {
      const [about, { targets }] = await Promise.all([get("api/v1/about"), get("api/v1/targets")]);
      before = last;
      last = reading(about, targets);
      fill(problem);
      set({ about, targets });
    } catch (failure) {
      fill(problem, trouble(failure));
    }
    clearTimeout(timer);
    timer = setTimeout(poll, EVERY_MILLIS);
  };
  document.addEventListener("visibilitychange", poll);
  poll();
}

/** What counts up, and when it was read. */
function reading(about, targets) {
  return {
    at: performance.now(),
    started: about.startedAt,
    cpu: about.processCpuSeconds,
    received: total(targets, (source) => source.receivedBytes),
    theirCpu: total(targets, (source) => source.estimatedCpuSeconds),
    late: sum(samplers(targets), (sampler) => sampler.lateSeconds),
    ticks: sum(samplers(targets), (sampler) => sampler.ticks),
  };
}

/** How fast something has grown between two readings of one run; null where that is not known. */
function growth(before, last, field) {
  if (!before || !last || before.started !== last.started || last.at <= before.at || last[field] < before[field]) {
    return null;
  }
  return (last[field] - before[field]) / ((last.at - before.at) / 1000);
}

function sum(of, value) {
  return of.reduce((all, one) => all + (value(one) ?? 0), 0);
}

function total(targets, value) {
  return sum(targets.flatMap((target) => target.servers).flatMap((server) => server.sources), value);
}

function samplers(targets) {
  return targets.map((target) => target.sampler).filter(Boolean);
}

function lines(about, targets, before, last) {
  const entries = [];
  if (about) {
    entries.push(fact("CPU of its own", cpuWords(about, growth(before, last, "cpu"))));
    entries.push(fact("Memory", about.residentBytes === null ? "not known on this system" : quantity(about.residentBytes, "bytes")));
  }
  entries.push(fact("Read from API servers", serverWords(targets, before, last)));
  entries.push(latenessLine(targets, before, last));
  entries.push(gapsLine(targets));
  if (about) {
    const { retention, flight, history, streams } = about;
    entries.push(
      fact("Kept", `every sample ${age(retention.samplesSeconds)}, seconds ${age(retention.secondsSeconds)}, minutes ${age(retention.minutesSeconds)}`),
      flightLine(flight),
      fact(
        "History",
        history.writeFailures > 0 ? `${writes(history.writeFailures)} failed, ${history.pending} pending` : `no write failed, ${history.pending} pending`,
        history.writeFailures > 0 && "headroomhistoryfailing",
      ),
      fact("Streams open", `${streams.open} of ${streams.max}`),
      fact(about.recording ? "Plays from" : "Running since", dateTime(Date.parse(about.startedAt))),
      fact("Version", about.version),
    );
  }
  return entries;
}

function fact(name, words, runbook) {
  return h(
    "div",
    { class: runbook ? "foot-fact foot-warned" : "foot-fact" },
    h("dt", {}, name),
    h("dd", {}, runbook ? "▲ " : null, words, runbook ? [" ", h("a", { href: address(`runbooks/${runbook}.md`), data: { key: runbook } }, "what to do")] : null),
  );
}

/** How long something is kept: "24 h", "400 days". */
function age(seconds) {
  return seconds > 86_400 && seconds % 86_400 === 0 ? `${seconds / 86_400} days` : seconds % 3600 === 0 ? `${seconds / 3600} h` : length(seconds);
}

function writes(count) {
  return count === 1 ? "1 write" : `${count} writes`;
}

function cpuWords(about, nowPerSecond) {
  // a recording has its own clock, which does not tell for how long this process has run
  const up = about.recording ? 0 : (Date.parse(about.now) - Date.parse(about.startedAt)) / 1000;
  const mean = up > 60 ? `${millis(about.processCpuSeconds / up)} since the start` : null;
  const recent = nowPerSecond === null ? null : `${millis(nowPerSecond)} now`;
  return [recent, mean].filter(Boolean).join(", ") || "not known yet";
}

function millis(secondsPerSecond) {
  const value = secondsPerSecond * 1000;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms/s`;
}

function serverWords(targets, before, last) {
  const servers = targets.flatMap((target) => target.servers);
  if (servers.length === 0) {
    return "none is asked: 0 B";
  }
  const received = quantity(total(targets, (source) => source.receivedBytes), "bytes");
  const speed = growth(before, last, "received");
  const theirs = growth(before, last, "theirCpu");
  return [
    speed === null ? null : `${quantity(speed, "bytes_per_second")}, at about ${millis(theirs ?? 0)} of their CPU`,
    `${received} so far from ${servers.length === 1 ? "1 server" : `${servers.length} servers`}`,
  ]
    .filter(Boolean)
    .join("; ");
}

function latenessLine(targets, before, last) {
  const all = samplers(targets);
  if (all.length === 0) {
    return fact("Lateness", "no sampler runs here: what is shown was recorded or pushed");
  }
  const ticks = sum(all, (sampler) => sampler.ticks);
  const mean = ticks > 0 ? sum(all, (sampler) => sampler.lateSeconds) / ticks : 0;
  const ticksSince = before && last && last.ticks - before.ticks;
  const recent = ticksSince > 0 && last.late >= before.late ? (last.late - before.late) / ticksSince : null;
  const late = (recent ?? mean) > LATE_SHARE * all[0].intervalSeconds;
  const words = [recent === null ? null : `${inMillis(recent)} now`, `${inMillis(mean)} on average`].filter(Boolean).join(", ");
  return fact("Lateness", words, late && "headroomsamplerlate");
}

function inMillis(seconds) {
  return `${(seconds * 1000).toFixed(seconds < 0.01 ? 2 : 0)} ms`;
}

function gapsLine(targets) {
  const all = targets.filter((target) => target.sampler);
  const gaps = sum(samplers(targets), (sampler) => sampler.gapSeconds);
  const missed = sum(samplers(targets), (sampler) => sampler.missedTicks);
  const where = all.filter((target) => target.sampler.gapSeconds > 0).map((target) => target.target);
  const words = `${gaps > 0 ? `${length(gaps)} (${where.join(", ")})` : "0 s"}; ${missed === 1 ? "1 reading" : `${missed} readings`} missed`;
  return fact("Gaps of more than 5 s", words, gaps > 0 && "headroomblindspot");
}

function flightLine(flight) {
  const failing = !flight.writable || flight.writeFailures > 0 || flight.droppedSamples > 0;
  const words = [`${quantity(flight.bytes, "bytes")} of at most ${quantity(flight.maxBytes, "bytes")}`];
  if (!flight.writable) {
    words.push("cannot be written");
  }
  if (flight.writeFailures > 0) {
    words.push(`${writes(flight.writeFailures)} failed`);
  }
  if (flight.droppedSamples > 0) {
    words.push(`${flight.droppedSamples} samples dropped`);
  }
  return fact("Flight recorder", words.join(", "), failing && "headroomflightrecorderfailing");
}

function elsewhere() {
  return [
    ["metrics", "Metrics"],
    ["v3/api-docs", "Description of the API"],
    ["api/v1/bursts", "Bursts as JSON"],
    ["api/v1/deploys", "Deploys as JSON"],
    ["runbooks/headroomburst.md", "Runbook of a burst"],
  ].map(([path, name]) => h("a", { href: address(path) }, name));
}
