// Who has a phone here: the strip above the phones, and the list that opens and closes them.
import { avatar, el, icon, iconButton } from "./dom.js";
import { Failed, newStranger } from "./api.js";
import { notice } from "./notices.js";
import { nameOf, reason, roleOf, say } from "./words.js";
import { activate, setOpen, store, takePerson } from "./store.js";

const strip = document.getElementById("strip");

export function drawStrip(show) {
  strip.setAttribute("aria-label", say("phonesBar"));
  const held = strip.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  const hidden = [...store.people.values()].filter((one) => one.unread && !store.open.includes(one.id));
  const chips = [...store.open, ...hidden.map((one) => one.id)].map((id) => {
    const one = store.people.get(id);
    const label = one.unread ? `${nameOf(one)}, ${say("unread", one.unread)}` : nameOf(one);
    const chip = el("button", { type: "button", class: "chip", "aria-label": label,
      "aria-current": store.active === id ? "true" : null, onclick: () => show(id) },
    avatar(one), el("span", { class: "chip-name" }, nameOf(one)),
    one.unread ? el("span", { class: "badge", "aria-hidden": "true" }, String(one.unread)) : null);
    chip.dataset.id = id;
    return chip;
  });
  const before = strip.querySelector(".chips");
  const keep = before ? before.scrollLeft : 0;
  const row = el("div", { class: "chips" }, chips);
  strip.replaceChildren(row, el("button", { type: "button", class: "people-button",
    "aria-haspopup": "dialog", "aria-label": say("allPeople"), onclick: () => chooser(show) },
  icon("people"), el("span", {}, say("people"))));
  row.scrollLeft = keep;
  if (held) chips.find((chip) => chip.dataset.id === held)?.focus();
  const current = row.querySelector("[aria-current]");
  if (current && (current.offsetLeft < row.scrollLeft
    || current.offsetLeft + current.offsetWidth > row.scrollLeft + row.clientWidth)) {
    row.scrollLeft = current.offsetLeft - 40;
  }
}

function chooser(show) {
  const list = el("div", { class: "people" });
  const search = el("input", { type: "search", placeholder: say("search"), "aria-label": say("search"),
    autocomplete: "off", oninput: () => draw() });
  const view = el("dialog", { class: "chooser", "aria-label": say("allPeople"),
    onclick: (event) => { if (event.target === view) view.close(); }, onclose: () => view.remove() },
  el("div", { class: "sheet-head" }, el("h2", {}, say("people")),
    iconButton("close", say("close"), () => view.close())),
  el("div", { class: "search" }, icon("search"), search), list,
  el("button", { type: "button", class: "quiet wide", onclick: async () => {
    try {
      const { person } = await newStranger();
      takePerson(person);
      view.close();
      show(person.id);
    } catch (failure) {
      if (!(failure instanceof Failed)) throw failure;
      notice(say("failed", reason(failure)), view);
    }
  } }, icon("plus"), say("newStranger")));
  const draw = () => {
    const wanted = search.value.trim().toLowerCase();
    const found = [...store.people.values()].filter((one) =>
      `${one.name} ${one.role} ${one.role_en}`.toLowerCase().includes(wanted));
    list.replaceChildren(...found.map((one) => {
      const isOpen = store.open.includes(one.id);
      return el("div", { class: "person" },
        el("button", { type: "button", class: "person-name", onclick: () => { view.close(); show(one.id); } },
          avatar(one), el("span", {}, el("strong", {}, nameOf(one)), el("small", {}, roleOf(one))),
          one.unread ? el("span", { class: "badge", "aria-label": say("unread", one.unread) },
            String(one.unread)) : null),
        el("input", { type: "checkbox", role: "switch", class: "switch", checked: isOpen,
          "aria-label": say("phoneOf", nameOf(one)), onchange: (event) => setOpen(
            event.target.checked ? [...store.open, one.id]
              : store.open.filter((id) => id !== one.id)) }));
    }));
    if (!found.length) list.append(el("p", { class: "hint" }, say("nobody")));
  };
  document.body.append(view);
  draw();
  view.showModal();
  search.focus();
}

export function drawEmpty(main) {
  let empty = main.querySelector(".no-phones");
  if (store.open.length) empty?.remove();
  else if (!empty) {
    empty = el("p", { class: "no-phones" }, say("noPhones"));
    main.append(empty);
    activate(null);
  }
}
