// SPDX-License-Identifier: Apache-2.0
// Builds elements. Every text from outside becomes a text node: nothing here parses HTML.

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element.
 *
 * @param {string} tag its name; "svg:rect" for one of SVG
 * @param {object} properties attributes; `on*` functions are listeners, `class`, `data` and `style` (an object) as expected; null and
 *     false leave an attribute out
 * @param {...*} children elements, texts and numbers; null and false are left out, lists are flattened
 */
export function h(tag, properties, ...children) {
  const element = tag.startsWith("svg:") ? document.createElementNS(SVG, tag.slice(4)) : document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (name === "data") {
      Object.assign(element.dataset, value);
    } else if (name === "style") {
      for (const [property, text] of Object.entries(value)) {
        element.style.setProperty(property, text);
      }
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...flat(children));
  return element;
}

/** Replaces what is in an element, unless it is the same already: the focus and the selection of a reader stay. */
export function fill(element, ...children) {
  const wanted = flat(children);
  const now = [...element.childNodes];
  const same =
    now.length === wanted.length &&
    wanted.every((node, i) => (typeof node === "string" ? now[i].nodeType === 3 && now[i].data === node : now[i].isEqualNode(node)));
  if (same) {
    return false;
  }
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  const place = focused?.dataset.key;
  element.replaceChildren(...wanted);
  if (place) {
    [...element.querySelectorAll("[data-key]")].find((candidate) => candidate.dataset.key === place)?.focus();
  }
  return true;
}

function flat(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (typeof child === "number" ? String(child) : child));
}

/** Shows or hides an element. */
export function show(element, visible) {
  element.hidden = !visible;
}

/**
 * A table as HTML has them.
 *
 * @param {string} caption what it holds
 * @param {string[]} head the columns
 * @param {Array<Array<*>>} rows a text or an element in each cell; the first is the row's heading
 */
export function table(caption, head, rows) {
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    h(
      "table",
      {},
      h("caption", {}, caption),
      h("thead", {}, h("tr", {}, head.map((column) => h("th", { scope: "col" }, column)))),
      h(
        "tbody",
        {},
        rows.map((cells) => h("tr", {}, cells.map((cell, i) => h(i === 0 ? "th" : "td", i === 0 ? { scope: "row" } : {}, cell)))),
      ),
    ),
  );
}

/** A "View as table" below a chart; the table is made when it is opened, and again when what it shows has changed. */
export function tableBehind(make) {
  const place = h("div", {});
  const details = h(
    "details",
    { class: "as-table", ontoggle: () => details.open && fill(place, make()) },
    h("summary", {}, "View as table"),
    place,
  );
  details.refresh = () => details.open && fill(place, make());
  return details;
}

/** A button that copies a text and says so. */
export function copyButton(label, text, key) {
  const button = h(
    "button",
    {
      type: "button",
      class: "copy",
      data: key ? { key } : null,
      onclick: async () => {
        const copied = await copy(typeof text === "function" ? text() : text);
        button.dataset.said = copied ? "copied" : "not allowed to copy";
        announce(copied ? "Copied" : "The browser does not allow to copy; select the text instead");
        setTimeout(() => delete button.dataset.said, 2000);
      },
    },
    label,
  );
  return button;
}

/** Puts a text on the clipboard; false where the browser does not let us. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // no secure context, or not allowed: the old way
    const area = h("textarea", { class: "off-screen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}

/** Says something to those who do not see the page. */
export function announce(text) {
  const place = document.getElementById("announcer");
  if (place) {
    place.textContent = text;
  }
}

/** What a colour of the theme is now. */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
}
