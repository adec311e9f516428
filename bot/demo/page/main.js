// Puts the page together: the phones on the table, the clock above them, the live stream below.
import { announce, el, icon } from "./dom.js";
import { listen, overview } from "./api.js";
import { draw as drawClock } from "./clock.js";
import { gist } from "./media.js";
import { drawEmpty, drawStrip } from "./people.js";
import { PhoneView } from "./phone.js";
import { isChinese, nameOf, say, switchLanguage } from "./words.js";
import { activate, allUnread, on, setOpen, store, takeOverview, takePerson } from "./store.js";

const table = document.getElementById("phones");
const views = new Map();
const narrow = matchMedia("(max-width: 600px)");

function show(id) {
  if (!store.open.includes(id)) setOpen([...store.open, id]);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  views.get(id).root.scrollIntoView({ inline: narrow.matches ? "start" : "nearest", block: "nearest",
    behavior: calm ? "instant" : "smooth" });
  views.get(id).toEnd();
  activate(id);
}

async function layOut() {
  for (const [id, view] of views) {
    if (!store.open.includes(id)) {
      view.root.remove();
      views.delete(id);
    }
  }
  const fresh = [];
  for (const id of store.open) {
    if (!views.has(id)) {
      views.set(id, new PhoneView(id));
      fresh.push(views.get(id));
    }
    if (!views.get(id).root.isConnected) table.append(views.get(id).root);
  }
  drawEmpty(table);
  if (!store.open.includes(store.active) && store.open.length) activate(store.open[0]);
  drawUnread();
  await Promise.all(fresh.map((view) => view.load()));
}

function drawUnread() {
  views.forEach((view) => view.drawUnread());
  drawStrip(show);
  const count = allUnread();
  document.title = `${count ? `(${count}) ` : ""}${say("brand")}`;
}

// Many messages may come in one breath when the clock moves on; a phone is drawn once for all.
const dirty = new Set();
let waiting = false;
function redraw(id) {
  dirty.add(id);
  if (waiting) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    for (const one of dirty) if (store.people.get(one)?.loaded) views.get(one)?.draw();
    dirty.clear();
    drawUnread();
  }, 30);
}

function arrived(one, message) {
  const view = views.get(one.id);
  if (message.out) return;
  const seen = store.active === one.id && document.visibilityState === "visible" && view;
  if (!seen) one.unread += 1;
  if (view && !view.nearEnd()) view.fresh += 1;
  announce(say("arrived", nameOf(one), gist(message)));
}

const HEARD = {
  clock(event) {
    store.clock = event.clock;
    drawClock();
  },
  person(event) {
    takePerson(event.person);
    drawUnread();
  },
  message(event, one) {
    const isNew = !one.messages.has(event.message.message_id);
    one.messages.set(event.message.message_id, event.message);
    if (isNew) arrived(one, event.message);
    redraw(one.id);
  },
  edited(event, one) {
    one.messages.set(event.message.message_id, event.message);
    redraw(one.id);
  },
  deleted(event, one) {
    one.messages.delete(event.message_id);
    redraw(one.id);
  },
  toast(event, one) {
    views.get(one.id)?.toast(event.text, event.alert);
  },
  phone(event, one) {
    Object.assign(one, { started: event.started, blocked: event.blocked, keyboard: event.keyboard,
      commands: event.commands });
    views.get(one.id)?.drawFrame();
  },
};

function told(event) {
  const one = event.chat === undefined ? null : store.people.get(event.chat);
  if (event.chat !== undefined && (!one || event.seq <= (one.at || 0))) return;
  HEARD[event.kind]?.(event, one);
}

const line = document.getElementById("connection");
let lost = false;
function connection(up) {
  if (up === !lost) return;
  lost = !up;
  line.textContent = say(up ? "back" : "lost");
  line.classList.toggle("up", up);
  line.hidden = false;
  if (up) setTimeout(() => { line.hidden = !lost; }, 1800);
}

async function anew() {
  const state = await overview();
  takeOverview(state);
  for (const one of store.people.values()) one.unread = 0;
  await layOut();
  drawAll();
  await Promise.all([...views.values()].map((view) => view.load()));
  return state.last;
}

function drawAll() {
  document.documentElement.lang = isChinese() ? "zh-CN" : "en";
  document.querySelector("#brand span").textContent = say("brand");
  document.getElementById("tools").replaceChildren(el("button", { type: "button", class: "quiet",
    lang: isChinese() ? "en" : "zh-CN", "aria-label": say("languageLabel"), onclick: () => {
      switchLanguage();
      drawAll();
      document.querySelector("#tools button").focus();
    } }, icon("globe"), el("span", {}, say("language"))));
  drawClock();
  for (const view of views.values()) {
    view.drawn = [];
    view.drawFrame();
    view.draw();
  }
  table.querySelector(".no-phones")?.remove();
  drawEmpty(table);
  drawUnread();
}

// On a small screen the phone that fills it is the one that is read.
let settle = 0;
table.addEventListener("scroll", () => {
  if (!narrow.matches) return;
  clearTimeout(settle);
  settle = setTimeout(() => {
    const id = store.open[Math.round(table.scrollLeft / Math.max(1, table.clientWidth))];
    if (id !== undefined) activate(id);
  }, 120);
}, { passive: true });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && store.active !== null) activate(store.active);
});

on("open", layOut);
on("unread", drawUnread);

async function begin() {
  let state;
  try {
    state = await overview();
  } catch {
    connection(false);
    setTimeout(begin, 1500);
    return;
  }
  takeOverview(state);
  drawAll();
  await layOut();
  connection(true);
  listen(state.last, { told, anew, connection });
}

begin();
