// SPDX-License-Identifier: Apache-2.0
// What happens, as it happens: server-sent events. One stream for all tabs of a browser, because HTTP/1.1 allows six connections to a
// place: the tab that holds a lock reads it and passes it on. It ends while the page is hidden, unless the reader wants it to go on.

import { ROOT, address } from "./api.js";
import { keyOf, now, putBurst, putDeploy, set, setClock, state, touch } from "./store.js";

const STALE_AFTER = 5_000;
const RETRY = [2_000, 4_000, 8_000, 15_000];
const MOST_FRAMES = 7_200;

const channel = new BroadcastChannel(`headroom ${ROOT.href}`);
let source = null;
let release = null;
let wanted = false;
let retry = 0;
let lastWord = performance.now();
let start = null;
let reload;

/** Begins to listen. @param {function} again called when everything must be read again */
export function listen(again) {
  reload = again;
  channel.onmessage = (message) => take(message.data.type, message.data.data);
  document.addEventListener("visibilitychange", want);
  setInterval(check, 1000);
  want();
}

/** Listens or ends to listen, by whether the page is seen. */
export function want() {
  const now = !document.hidden || state.background;
  if (now === wanted) {
    return;
  }
  wanted = now;
  if (wanted) {
    lastWord = performance.now();
    lead();
    if (state.timeline !== null) {
      reload();
    }
  } else {
    stop();
  }
}

/** Waits for the lock and reads the stream while it is held; without locks (no secure context) each tab reads its own. */
function lead() {
  if (!navigator.locks) {
    open();
    return;
  }
  const giveUp = new AbortController();
  const held = new Promise((resolve) => (release = () => (giveUp.abort(), resolve())));
  navigator.locks
    .request(`headroom ${ROOT.href}`, { signal: giveUp.signal }, () => {
      open();
      return held;
    })
    .catch((refused) => {
      if (refused.name !== "AbortError") {
        throw refused;
      }
    });
}

function stop() {
  source?.close();
  source = null;
  clearTimeout(retry);
  release?.();
  release = null;
}

const EVENTS = ["hello", "reset", "samples", "burst-opened", "burst-closed", "burst-settled", "verdict", "deploy", "gap"];

function open() {
  if (!wanted) {
    return;
  }
  source?.close();
  source = new EventSource(address("api/v1/stream"));
  for (const type of EVENTS) {
    source.addEventListener(type, (event) => {
      const data = JSON.parse(event.data);
      channel.postMessage({ type, data });
      take(type, data);
    });
  }
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) {
      again();
    }
  };
}

/** The browser gives up where it was refused: we do not. */
async function again() {
  const attempts = state.stream.attempts + 1;
  const full = await refusedAsFull();
  set({ stream: { ...state.stream, status: full ? "full" : "stale", attempts } });
  retry = setTimeout(open, RETRY[Math.min(attempts, RETRY.length) - 1]);
}

/** Whether the stream is refused because there are as many as there may be, and not because nobody is there. */
async function refusedAsFull() {
  const enough = new AbortController();
  try {
    const answer = await fetch(address("api/v1/stream"), { cache: "no-store", signal: enough.signal });
    return answer.status === 503;
  } catch {
    return false;
  } finally {
    enough.abort();
  }
}

function check() {
  if (!wanted || performance.now() - lastWord < STALE_AFTER) {
    return;
  }
  if (state.stream.status === "open" || state.stream.status === "connecting") {
    set({ stream: { status: "stale", since: now(), attempts: state.stream.attempts } });
  } else {
    touch("stream");
  }
}

function take(type, data) {
  lastWord = performance.now();
  if (state.stream.status !== "open") {
    const wasCut = state.stream.status !== "connecting";
    set({ stream: { status: "open", since: Date.now(), attempts: 0 } });
    if (wasCut) {
      reload();
    }
  }
  switch (type) {
    case "hello":
      setClock(Date.parse(data.now));
      if (start !== null && start !== data.start) {
        reload();
      }
      start = data.start;
      break;
    case "reset":
      reload();
      break;
    case "samples":
      frame(data);
      break;
    case "deploy":
      putDeploy(data);
      break;
    case "gap":
      state.gaps.push({ key: keyOf(data), from: Date.parse(data.start), to: Date.parse(data.end) });
      touch("gaps");
      break;
    default:
      putBurst(data);
  }
}

function frame(data) {
  setClock(Date.parse(data.now));
  for (const signal of data.signals) {
    const key = keyOf(signal);
    const frames = state.tail.get(key) ?? [];
    frames.push({ t0: Date.parse(signal.start), t1: Date.parse(signal.end), min: signal.min, mean: signal.mean, max: signal.max });
    if (frames.length > MOST_FRAMES) {
      frames.splice(0, frames.length - MOST_FRAMES);
    }
    state.tail.set(key, frames);
  }
  touch("tail", ...(state.range.live ? ["range"] : []));
}
