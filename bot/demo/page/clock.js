// The school's clock in the page's header, and the two buttons that move it.
import { announce, el, icon } from "./dom.js";
import { Failed, moveClock } from "./api.js";
import { isChinese, locale, reason, say } from "./words.js";
import { schoolTime, store } from "./store.js";
import { notice } from "./notices.js";

const part = (date, options) =>
  new Intl.DateTimeFormat(locale(), { timeZone: "UTC", ...options }).format(date);
export const hourOf = (date) => part(date, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
export const dayOf = (date) => part(date, { month: "short", day: "numeric" });

const box = document.getElementById("clock");
let asked = false;

async function move(body) {
  asked = true;
  draw();
  announce(say("moving"));
  try {
    await moveClock(body);
  } catch (failure) {
    if (!(failure instanceof Failed)) throw failure;
    notice(say("failed", reason(failure)));
  } finally {
    asked = false;
    draw();
  }
}

function whenNext(clock) {
  const now = schoolTime(clock.stamp);
  const due = schoolTime(clock.next.stamp);
  const days = Math.floor(due / 864e5) - Math.floor(now / 864e5);
  const hour = hourOf(due);
  if (days === 0) return hour;
  return days === 1 ? `${say("tomorrow")} ${hour}` : `${dayOf(due)} ${hour}`;
}

export function draw() {
  const clock = store.clock;
  const moving = clock.moving || asked;
  const now = schoolTime(clock.stamp);
  const time = el("time", { datetime: now.toISOString().slice(0, 16) },
    el("span", { class: "day" }, dayOf(now)),
    el("span", { class: "weekday" }, part(now, { weekday: "short" })),
    el("strong", {}, hourOf(now)));
  const hour = el("button", { type: "button", class: "clock-button", disabled: moving,
    onclick: () => move({ minutes: 60 }) }, say("hour"));
  const what = clock.next ? `${whenNext(clock)} ${clock.next.what[isChinese() ? "zh" : "en"]}` : say("nothing");
  const next = el("button", { type: "button", class: "clock-button next", title: what,
    disabled: moving || !clock.next, onclick: () => move({ to: "next" }) },
  icon("next"), el("span", { class: "next-label" }, say("next")),
  el("span", { class: "next-what" }, moving ? say("moving") : what));
  const held = box.contains(document.activeElement)
    ? [...box.querySelectorAll("button")].indexOf(document.activeElement) : -1;
  box.setAttribute("aria-label", say("clock"));
  box.setAttribute("aria-busy", String(moving));
  box.classList.toggle("moving", moving);
  box.replaceChildren(time, hour, next);
  if (held >= 0) [hour, next][held]?.focus();
}
