// Short notices, alerts with an OK, and menus: everything that lies over a phone for a moment.
import { announce, el, icon } from "./dom.js";
import { say } from "./words.js";

export function notice(text, over = document.body) {
  over.querySelector(":scope > .toast")?.remove();
  const toast = el("div", { class: "toast", role: "status" }, text);
  over.append(toast);
  setTimeout(() => toast.remove(), Math.max(3500, text.length * 130));
}

export function alertIn(phone, title, text) {
  const before = document.activeElement;
  const done = () => { cover.remove(); before?.focus?.(); };
  const ok = el("button", { type: "button", class: "primary", onclick: done }, say("ok"));
  const cover = el("div", { class: "cover" },
    el("div", { class: "alert", role: "alertdialog", "aria-label": title,
      onkeydown: (event) => { if (event.key === "Escape") done(); } }, el("p", {}, text), ok));
  phone.append(cover);
  announce(text);
  ok.focus();
}

// choices: [{ icon, label, act }]; opens beside `anchor`, closes on choice, Escape or elsewhere.
let closeOpen = null;

export function menu(anchor, choices, label, point = null) {
  closeOpen?.();
  const before = document.activeElement;
  const close = (back = true) => {
    closeOpen = null;
    list.remove();
    document.removeEventListener("pointerdown", outside, true);
    if (back) before?.focus?.({ preventScroll: true });
  };
  const outside = (event) => { if (!list.contains(event.target)) close(false); };
  const items = choices.map((choice) => el("button", { type: "button", role: "menuitem",
    onclick: () => { close(); choice.act(); } }, icon(choice.icon), el("span", {}, choice.label)));
  const step = (by) => items[(items.indexOf(document.activeElement) + by + items.length)
    % items.length].focus();
  const list = el("div", { class: "menu", role: "menu", "aria-label": label,
    onkeydown: (event) => {
      const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (move) step(move);
      else if (event.key === "Escape" || event.key === "Tab") close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    } }, items);
  document.body.append(list);
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = list;
  const x = point ? point.x : at.right - width;
  const y = point ? point.y : at.bottom + 4;
  list.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
  list.style.top = `${Math.max(8, y + height > innerHeight - 8 ? y - height - 8 : y)}px`;
  document.addEventListener("pointerdown", outside, true);
  closeOpen = close;
  items[0].focus({ preventScroll: true });
}
