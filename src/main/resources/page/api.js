// SPDX-License-Identifier: Apache-2.0
// Asks the service. Where the page is, the service is: every address is relative to where the page was loaded from.

/** The root of the service, behind whatever proxy and path. Taken once: the address bar changes later. */
export const ROOT = new URL(document.baseURI);

/** An answer that is none: what the service said of it, with its remedy. */
export class Problem extends Error {
  constructor(title, detail, remedy, status, incident) {
    super(detail);
    this.title = title;
    this.remedy = remedy;
    this.status = status;
    this.incident = incident;
  }
}

/** The address of something of the service, with parameters; null and "" leave one out. */
export function address(path, parameters) {
  const url = new URL(path, ROOT);
  for (const [name, value] of Object.entries(parameters ?? {})) {
    if (value !== null && value !== undefined && value !== "") {
      url.searchParams.set(name, value);
    }
  }
  return url.href;
}

/** Fetches JSON. */
export async function get(path, parameters, signal) {
  return json(await ask(address(path, parameters), { signal, headers: { Accept: "application/json" } }));
}

/** Sends JSON. */
export async function send(method, path, body) {
  const answer = await ask(address(path), {
    method,
    headers: { Accept: "application/json", ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return answer.status === 204 ? null : json(answer);
}

/** Fetches a text of another kind. */
export async function text(path, parameters, accept) {
  const answer = await ask(address(path, parameters), { headers: { Accept: accept } });
  return answer.ok ? answer.text() : json(answer);
}

async function ask(url, options) {
  try {
    return await fetch(url, { cache: "no-store", credentials: "same-origin", ...options });
  } catch (failure) {
    if (failure.name === "AbortError") {
      throw failure;
    }
    throw new Problem("Headroom does not answer", `${ROOT.host} cannot be reached.`, "Is it running? It is asked again.", 0);
  }
}

async function json(answer) {
  let body;
  try {
    body = await answer.json();
  } catch {
    throw new Problem("Not an answer of Headroom", `${answer.url} answered ${answer.status} and no JSON.`, "Is a proxy between?", answer.status);
  }
  if (!answer.ok) {
    throw new Problem(body.title ?? `Status ${answer.status}`, body.detail ?? "", body.remedy ?? "", answer.status, body.incident);
  }
  return body;
}
