// Builds the page's elements. Text always goes in as text, so nobody's words become markup.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name in node && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

const SHAPES = {
  attach: "M21 11.500 12.500 20a5.500 5.500 0 0 1-7.800-7.800l8.800-8.700a3.700 3.700 0 0 1 5.200 5.200l-8.700 8.700a1.800 1.800 0 0 1-2.600-2.600l7.900-7.900",
  back: "M15 5l-7 7 7 7",
  check: "M2 13l4 4 8-9M10 15.500l1.500 1.500L20 8",
  close: "M6 6l12 12M18 6 6 18",
  copy: "M9 9h10v11H9zM5 15V4h10",
  dots: "M12 5.500v.01M12 12v.01M12 18.500v.01",
  down: "M6 9.500l6 6 6-6",
  edit: "M4 20l1-4L16.500 4.500l3 3L8 19zM14 7l3 3",
  file: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
  forward: "M14 5l7 6-7 6v-4c-6 0-9 2-11 5 1-6 4-9 11-9z",
  globe: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
  keyboard: "M3 6h18v12H3zM7 10v.01M11 10v.01M15 10v.01M18 10v.01M8 14h8",
  link: "M10 14a4 4 0 0 0 5.700 0l3-3A4 4 0 0 0 13 5.300l-1.500 1.500M14 10a4 4 0 0 0-5.700 0l-3 3a4 4 0 0 0 5.700 5.700l1.500-1.500",
  mic: "M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3",
  next: "M5 5l8 7-8 7zM18 5v14",
  open: "M8 16 17 7M10 7h7v7",
  people: "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20c0-4 3-6 6.500-6s6.500 2 6.500 6M16 4.500a3.500 3.500 0 0 1 0 6.200M18 14.300c2.200.8 3.500 2.700 3.500 5.700",
  photo: "M3 5h18v14H3zM3 16l5-5 5 5 3-3 5 5M15.500 9v.01",
  play: "M8 5l11 7-11 7z",
  plus: "M12 5v14M5 12h14",
  power: "M12 3v8M6.500 6.500a8 8 0 1 0 11 0",
  reply: "M10 5l-7 6 7 6v-4c6 0 9 2 11 5-1-6-4-9-11-9z",
  search: "M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM15.500 15.500 21 21",
  send: "M3.500 20.500 21 12 3.500 3.500 6 12zM6 12h8",
  slash: "M15 4 9 20",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.500 14.500c1.800 2.400 5.200 2.400 7 0M9 9.500v.01M15 9.500v.01",
};

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

export function iconButton(name, label, onclick, more = {}) {
  return el("button", { type: "button", class: "icon-button", "aria-label": label, title: label,
    onclick, ...more }, icon(name));
}

// A colour of one's own for every person, the same on every visit.
export function avatar(person) {
  const hue = (Number(person.id) * 67) % 360;
  const disc = el("span", { class: "avatar", "aria-hidden": "true" }, [...person.name][0] || "?");
  disc.style.setProperty("--hue", hue);
  return disc;
}

export function announce(text) {
  document.getElementById("announcer").textContent = text;
}
