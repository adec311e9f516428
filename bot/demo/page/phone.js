// One person's phone: the header, the chat, and what stands at the foot of it.
import { announce, avatar, el, icon, iconButton } from "./dom.js";
import { chat } from "./api.js";
import { bubble, grouped } from "./bubbles.js";
import { dayOf } from "./clock.js";
import { Composer } from "./composer.js";
import { deeds, startCode } from "./deeds.js";
import { alertIn, menu, notice } from "./notices.js";
import { codeSheet } from "./sheets.js";
import { nameOf, roleOf, say } from "./words.js";
import { activate, inOrder, schoolTime, setOpen, store, takeChat } from "./store.js";

export class PhoneView {
  constructor(id) {
    this.one = store.people.get(id);
    this.drawn = [];
    this.fresh = 0;
    this.list = el("div", { class: "list", onkeydown: (event) => this.walk(event) });
    this.log = el("div", { class: "log", tabIndex: 0, role: "region",
      onscroll: () => this.scrolled() }, this.list);
    this.down = el("button", { type: "button", class: "down", hidden: true,
      onclick: () => this.toEnd(true) });
    this.head = el("header", { class: "head" });
    this.foot = el("footer", { class: "foot" });
    this.stage = el("div", { class: "stage" }, this.log, this.down);
    this.root = el("section", { class: "phone" }, this.head, this.stage, this.foot);
    this.root.dataset.id = id;
    this.deeds = deeds(this);
    this.composer = new Composer(this.root, this.one, this.deeds);
    for (const kind of ["pointerdown", "focusin", "wheel"]) {
      this.root.addEventListener(kind, () => activate(id), { passive: true });
    }
    this.act = { ...this.deeds, jump: (message) => this.jump(message),
      choose: (message, anchor, point) => this.choose(message, anchor, point),
      copy: (words) => navigator.clipboard.writeText(words).then(() => this.say(say("copied"))),
      switched: (words) => this.switched(words), other: () => this.say(say("elsewhere")) };
    this.drawFrame();
  }

  async load() {
    takeChat(this.one.id, await chat(this.one.id));
    this.drawFrame();
    this.draw();
    this.toEnd();
  }

  say(text) { notice(text, this.stage); }

  toast(text, alert) {
    if (!text) return;
    if (alert) alertIn(this.root, say("phoneOf", nameOf(this.one)), text);
    else { this.say(text); announce(text); }
  }

  drawFrame() {
    const { one } = this;
    const name = nameOf(one);
    this.root.setAttribute("aria-label", say("phoneOf", name));
    this.log.setAttribute("aria-label", say("messagesOf", name));
    this.down.setAttribute("aria-label", say("jump"));
    this.badge = el("span", { class: "badge" });
    this.head.replaceChildren(avatar(one), el("div", { class: "who" }, el("h2", {}, name),
      el("p", {}, roleOf(one))), this.badge,
    iconButton("dots", say("menu", name), (event) => this.more(event.currentTarget)),
    iconButton("close", say("closePhone"), () =>
      setOpen(store.open.filter((other) => other !== one.id)), { class: "icon-button put-away" }));
    this.root.classList.toggle("off", one.blocked);
    if (!one.loaded) this.foot.replaceChildren(el("p", { class: "hint" }, say("loading")));
    else if (one.blocked) {
      this.foot.replaceChildren(el("p", { class: "hint" }, say("isOff")), el("button",
        { type: "button", class: "start", onclick: () => this.deeds.power() }, icon("power"), say("switchOn")));
    } else if (!one.started) {
      this.foot.replaceChildren(el("p", { class: "hint" }, say("welcome")), el("button",
        { type: "button", class: "start", onclick: () => this.deeds.start(null) }, say("start")));
    } else {
      if (this.foot.firstChild !== this.composer.root) this.foot.replaceChildren(this.composer.root);
      this.composer.draw();
    }
    this.drawUnread();
  }

  drawUnread() {
    this.badge.textContent = this.one.unread || "";
    this.badge.hidden = !this.one.unread;
    this.badge.setAttribute("aria-label", say("unread", this.one.unread));
    this.root.classList.toggle("news", this.one.unread > 0);
    this.root.classList.toggle("active", store.active === this.one.id);
  }

  // Only what changed is built anew, so that focus, scrolling and pictures stay where they are.
  draw() {
    const atEnd = this.nearEnd();
    const before = new Map(this.drawn.map((row) => [row.key, row]));
    let day = "";
    const nodes = [];
    const rows = grouped(inOrder(this.one)).map((group, place, all) => {
      const key = group[0].message_id;
      const old = before.get(key);
      const same = old && old.group.length === group.length
        && old.group.every((message, i) => message === group[i]);
      const row = same ? old : { key, group, node: bubble(group, this.one, this.act) };
      const next = all[place + 1]?.[0];
      row.node.classList.toggle("tail", !next || Boolean(next.out) !== Boolean(group[0].out));
      const today = dayOf(schoolTime(group[0].date));
      if (today !== day) nodes.push(el("p", { class: "date" }, today));
      day = today;
      if (!same && old) row.node.classList.add("changed");
      if (!old && this.drawn.length) row.node.classList.add("new");
      nodes.push(row.node);
      return row;
    });
    const focused = this.list.contains(document.activeElement) ? document.activeElement : null;
    const held = focused?.closest(".bubble")?.dataset.id;
    const heldKey = focused?.matches(".key") ? focused.textContent : null;
    this.drawn = rows;
    if (!rows.length) nodes.push(this.greeting());
    const keep = this.log.scrollTop;
    this.patch(nodes);
    this.log.scrollTop = keep;
    if (held && !this.list.contains(document.activeElement)) {
      const node = this.list.querySelector(`.bubble[data-id="${held}"]`);
      const key = [...(node?.querySelectorAll(".key") || [])].find((k) => k.textContent === heldKey);
      (key || node)?.focus({ preventScroll: true });
    }
    if (atEnd) this.toEnd();
    else this.scrolled();
  }

  greeting() {
    return el("div", { class: "greeting" }, el("img", { src: "/page/icon.svg", alt: "" }),
      el("strong", {}, say("brand")), el("span", {}, say("greeting")));
  }

  patch(nodes) {
    const wanted = new Set(nodes);
    for (const node of [...this.list.children]) if (!wanted.has(node)) node.remove();
    let at = this.list.firstChild;
    for (const node of nodes) {
      if (node === at) at = at.nextSibling;
      else this.list.insertBefore(node, at);
    }
  }

  nearEnd() { return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 90; }

  toEnd(smooth = false) {
    this.fresh = 0;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: smooth && !calm ? "smooth" : "instant" });
    this.scrolled();
  }

  scrolled() {
    const end = this.nearEnd();
    if (end) this.fresh = 0;
    this.down.hidden = end;
    this.down.replaceChildren(icon("down"), this.fresh ? el("span", { class: "badge" },
      String(this.fresh)) : "");
  }

  walk(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const here = event.target.closest(".bubble");
    if (!by || event.target !== here) return;
    const all = [...this.list.querySelectorAll(".bubble")];
    event.preventDefault();
    all[all.indexOf(here) + by]?.focus();
  }

  jump(id) {
    const row = this.drawn.find((one) => one.group.some((part) => part.message_id === id));
    if (!row) { this.say(say("gone")); return; }
    row.node.scrollIntoView({ block: "center" });
    row.node.classList.remove("found");
    void row.node.offsetWidth;
    row.node.classList.add("found");
    row.node.focus({ preventScroll: true });
  }

  choose(message, anchor, point) {
    const choices = [{ icon: "reply", label: say("reply"), act: () => this.composer.reply(message) }];
    if (message.out && !message.forward_origin && (message.text || message.caption)) {
      choices.push({ icon: "edit", label: say("edit"), act: () => this.composer.correct(message) });
    }
    menu(anchor, choices, say("actions"), point);
  }

  switched(words) {
    if (words === null || !this.one.started) this.say(say("elsewhere"));
    else {
      this.composer.area.value = `@${store.bot.username} ${words}`;
      this.composer.grow();
      this.composer.area.focus();
    }
  }

  more(anchor) {
    const { one } = this;
    menu(anchor, [
      { icon: "link", label: say("scan"), act: () =>
        codeSheet(this.root, (typed) => this.deeds.start(startCode(typed))) },
      { icon: "power", label: say(one.blocked ? "switchOn" : "switchOff"),
        act: () => this.deeds.power() },
      { icon: "close", label: say("closePhone"), act: () =>
        setOpen(store.open.filter((other) => other !== one.id)) },
    ], say("menu", nameOf(one)));
  }
}
