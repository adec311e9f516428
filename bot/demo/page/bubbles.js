// One message, or one album, as a bubble.
import { el, icon } from "./dom.js";
import { marked } from "./entities.js";
import { inlineKeyboard } from "./keys.js";
import { gist, paper, photoGrid, voiceNote } from "./media.js";
import { hourOf } from "./clock.js";
import { nameOf, say } from "./words.js";
import { schoolTime, store } from "./store.js";

// Parts of an album stand next to each other and share a media_group_id.
export function grouped(messages) {
  const groups = [];
  for (const message of messages) {
    const last = groups[groups.length - 1];
    if (last && message.media_group_id && last[0].media_group_id === message.media_group_id) {
      last.push(message);
    } else groups.push([message]);
  }
  return groups;
}

function origin(message) {
  const from = message.forward_origin;
  if (!from) return null;
  const who = from.sender_user_name || from.sender_user?.first_name
    || from.sender_chat?.title || from.chat?.title || "";
  return el("div", { class: "origin" }, say("forwarded", who));
}

function quote(message, one, act) {
  const answered = message.reply_to_message;
  if (!answered) return null;
  const known = one.messages.get(answered.message_id) || answered;
  const who = known.out ? nameOf(one) : say("bot");
  return el("button", { type: "button", class: "quote",
    onclick: (event) => { event.stopPropagation(); act.jump(answered.message_id); } },
  el("strong", {}, who), el("span", {}, gist(known)));
}

function body(group) {
  const first = group[0];
  if (first.photo) return photoGrid(group);
  if (first.document) return el("div", { class: "papers" }, group.map((one) => paper(one.document)));
  if (first.voice) return voiceNote(first.voice);
  if (first.sticker) return el("div", { class: "sticker" }, first.sticker.emoji || "🙂");
  if (first.contact) {
    return el("div", { class: "words" }, `${say("contact")} ${first.contact.phone_number}`);
  }
  if (first.location) return el("div", { class: "words" }, say("location"));
  return first.text === undefined && first.caption === undefined
    ? el("div", { class: "words faint" }, say("other")) : null;
}

export function bubble(group, one, act) {
  const first = group[0];
  const worded = group.find((part) => part.text || part.caption) || first;
  const words = worded.text ?? worded.caption;
  const edited = group.some((part) => part.edit_date);
  const when = schoolTime(first.date);
  const stamp = el("span", { class: "stamp" }, edited ? `${say("edited")} ` : "",
    el("time", { datetime: when.toISOString() }, hourOf(when)),
    first.out ? icon("check") : null);
  const plain = first.photo && !words;
  const name = first.out ? nameOf(one) : say("bot");
  const paperBox = el("div", { class: `paper-box${first.photo ? " pictured" : ""}${plain ? " bare" : ""}${
    first.sticker ? " stuck" : ""}` },
  origin(first), quote(first, one, act), body(group),
  words ? marked(words, worded.entities || worded.caption_entities, act) : null, stamp);
  const rows = first.reply_markup?.inline_keyboard;
  const album = group.length > 1 ? `${say("album", group.length)} ` : "";
  const article = el("article", { class: `bubble ${first.out ? "out" : "in"}${edited ? " edited" : ""}`, tabIndex: -1,
    "aria-label": `${name}, ${hourOf(when)}: ${album}${gist(worded)}` },
  paperBox, rows?.length ? inlineKeyboard(rows, { ...act,
    press: (data) => act.press(first.message_id, data) }) : null);
  article.dataset.id = first.message_id;
  article.ids = group.map((part) => part.message_id);

  const choose = (point) => {
    if (store.people.get(one.id).blocked) return;
    act.choose(worded, paperBox, point);
  };
  paperBox.addEventListener("click", (event) => {
    const busy = event.target.closest("a, button") || String(getSelection());
    if (!busy) choose({ x: event.clientX, y: event.clientY });
  });
  article.addEventListener("keydown", (event) => {
    if (event.target === article && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      const at = paperBox.getBoundingClientRect();
      choose({ x: at.left + 16, y: at.top + 24 });
    }
  });
  return article;
}
