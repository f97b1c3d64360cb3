// SPDX-License-Identifier: Apache-2.0
// Numbers, times and names in words: the same here, in the log and in the terminal.

import { state } from "./store.js";

const UNITS = { bytes_per_second: "B/s", cores: "cores", ratio: "", requests: "requests", seats: "seats", seconds: "s", segments_per_second: "segments/s" };
const NAMES = {
  cpu: "CPU",
  cpu_steal: "CPU steal",
  cpu_pressure: "CPU pressure",
  network_receive: "network receive",
  network_transmit: "network transmit",
  tcp_retransmit: "TCP retransmits",
  process_cpu: "process CPU",
  apiserver_inflight: "requests in flight",
  apiserver_seats: "seats in use",
  probe_latency: "probe latency",
};

/** The name of a signal for people. */
export function signalName(signal) {
  return NAMES[signal] ?? signal.replaceAll("_", " ");
}

/** A signal with its device: "network transmit eth0". */
export function signalOf(of) {
  return of.device ? `${signalName(of.signal)} ${of.device}` : signalName(of.signal);
}

/** "CPU of kubemaster1001". */
export function subject(of) {
  return `${signalOf(of)} of ${of.target}`;
}

/** A share as per cent, "?" where it is not known. */
export function percent(ratio) {
  if (ratio === null || ratio === undefined || Number.isNaN(ratio)) {
    return "?";
  }
  const value = ratio * 100;
  return Math.abs(value) < 10 && value !== Math.round(value) ? `${value.toFixed(1)}%` : `${Math.round(value)}%`;
}

/** A length of time: "0.42 s", "4.3 s", "7 min 9 s", "2 h 5 min". */
export function length(seconds) {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) {
    return "going on";
  }
  if (seconds === 0) {
    return "0 s";
  }
  if (seconds < 1) {
    return `${seconds.toFixed(2)} s`;
  }
  if (seconds < 120) {
    return `${seconds.toFixed(1)} s`;
  }
  const whole = Math.round(seconds);
  if (whole < 7200) {
    return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  }
  const minutes = Math.round(whole / 60);
  return minutes < 2880 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${Math.round(minutes / 1440)} days`;
}

/** How long ago: "12 s ago". */
export function ago(fromMs, nowMs) {
  const seconds = (nowMs - fromMs) / 1000;
  return seconds < 1 ? "just now" : `${seconds < 120 ? `${Math.round(seconds)} s` : length(seconds)} ago`;
}

/** A quantity in a unit of the API, with SI prefixes for bytes. */
export function quantity(value, unit) {
  if (value === null || value === undefined) {
    return "?";
  }
  if (unit === "ratio") {
    return percent(value);
  }
  const bytes = unit.startsWith("bytes");
  const prefixes = ["", "k", "M", "G", "T"];
  let prefix = 0;
  let scaled = value;
  while (Math.abs(scaled) >= 1000 && prefix < 4 && (bytes || Math.abs(scaled) >= 100_000)) {
    scaled /= 1000;
    prefix++;
  }
  const digits = Math.abs(scaled) >= 100 || Number.isInteger(scaled) ? 0 : Math.abs(scaled) >= 10 ? 1 : 2;
  return `${scaled.toFixed(digits)} ${prefixes[prefix]}${unit === "bytes" ? "B" : (UNITS[unit] ?? unit.replaceAll("_", " "))}`.trim();
}

function parts(ms) {
  const date = new Date(ms);
  const pad = (number, size = 2) => String(number).padStart(size, "0");
  const utc = state.zone === "utc";
  return {
    year: utc ? date.getUTCFullYear() : date.getFullYear(),
    month: pad((utc ? date.getUTCMonth() : date.getMonth()) + 1),
    day: pad(utc ? date.getUTCDate() : date.getDate()),
    hour: pad(utc ? date.getUTCHours() : date.getHours()),
    minute: pad(utc ? date.getUTCMinutes() : date.getMinutes()),
    second: pad(utc ? date.getUTCSeconds() : date.getSeconds()),
    milli: pad(date.getUTCMilliseconds(), 3),
  };
}

/** The time of day, with so many decimals: "14:02:11.3". */
export function clock(ms, decimals = 0) {
  const p = parts(ms);
  return `${p.hour}:${p.minute}:${p.second}${decimals ? "." + p.milli.slice(0, decimals) : ""}`;
}

/** Hours and minutes. */
export function hourMinute(ms) {
  const p = parts(ms);
  return `${p.hour}:${p.minute}`;
}

/** Day and time with the zone: "2024-05-28 12:23:04 UTC". */
export function dateTime(ms, decimals = 0) {
  const p = parts(ms);
  return `${p.year}-${p.month}-${p.day} ${clock(ms, decimals)} ${zoneName(ms)}`;
}

/** The day. */
export function day(ms) {
  const p = parts(ms);
  return `${p.year}-${p.month}-${p.day}`;
}

/** "UTC", or the offset of where the reader is. */
export function zoneName(ms) {
  if (state.zone === "utc") {
    return "UTC";
  }
  const minutes = -new Date(ms).getTimezoneOffset();
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? "-" : "+"}${String(Math.floor(size / 60)).padStart(2, "0")}:${String(size % 60).padStart(2, "0")}`;
}

/** A deploy for people: "scap mw-web/sync-prod-k8s", "Deployment default/shop". */
export function deployName(deploy) {
  const place = [deploy.namespace, deploy.name ?? deploy.app ?? deploy.externalId].filter(Boolean).join("/");
  return `${deploy.kind ?? deploy.source} ${place}`;
}

/** A deploy with its revision; a bare number as "r42". */
export function deployTitle(deploy) {
  const { revision } = deploy;
  return revision ? `${deployName(deploy)} ${/^\d+$/.test(revision) ? "r" : ""}${revision}` : deployName(deploy);
}

/** The decision of a verdict as a shape, a word and a level: never by colour alone. */
export function decision(id) {
  return (
    {
      caused: { shape: "■", word: "caused by", level: "caused" },
      likely: { shape: "◆", word: "likely caused by", level: "likely" },
      unexplained: { shape: "○", word: "unexplained", level: "unexplained" },
      pending: { shape: "◌", word: "being judged", level: "pending" },
    }[id] ?? { shape: "◌", word: id, level: "pending" }
  );
}

/** The coarse view that the reader is shown first: the one chosen, else the first. */
export function firstCoarse(burst) {
  return burst.coarse[0] ?? null;
}

/** "your 60 s dashboard", by its scrape interval and function. */
export function dashboardName(view) {
  return `${view.scrapeSeconds} s ${view.function}[${length(view.rangeSeconds).replace(" min 0 s", "m").replace(".0 s", "s")}]`;
}

/** One burst in a sentence: what, how long, how full, when, which deploy, what the dashboard showed. */
export function sentence(burst, deploys) {
  const open = burst.end === null;
  const words = [
    `${subject(burst)} ${open ? "has been full" : "was full"} for ${open ? length((Math.max(0, burst.sofar ?? 0)) / 1000) : length(burst.durationSeconds)}`,
    ` (peak ${percent(burst.peak)}) at ${dateTime(burst.startMs, 1)}`,
  ];
  words.push(`; ${because(burst, deploys)}`);
  const view = firstCoarse(burst);
  if (view) {
    const shown = view.best === null ? "could draw nothing" : `showed ${percent(view.best)}${view.hidden ? "" : " at best"}`;
    words.push(`; your ${view.scrapeSeconds} s dashboard ${shown}`);
  }
  return words.join("");
}

/** The verdict in a few words: "caused by web rollout r42 (0.84)" where a deploy is named, else "unexplained" or "being judged". */
export function verdictWords(burst, deploys) {
  return burst.verdict.deploy ? because(burst, deploys) : decision(burst.verdict.decision).word;
}

/** Why, in words: "caused by web rollout r42 (0.84)". */
export function because(burst, deploys) {
  const verdict = burst.verdict;
  const deploy = verdict.deploy ? deploys.get(verdict.deploy) : null;
  const name = deploy ? deployTitle(deploy) : "a deploy that is no longer kept";
  const sure = verdict.probability.toFixed(2);
  switch (verdict.decision) {
    case "caused":
      return `caused by ${name} (${sure})`;
    case "likely":
      return `likely caused by ${name} (${sure})`;
    case "unexplained":
      return `no deploy explains it (the nearest: ${sure})`;
    default:
      return burst.end === null ? "it goes on" : "which deploy did it is being judged";
  }
}
