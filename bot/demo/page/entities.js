// Shows a message's words with the marks that Telegram gives beside them (Bot API `entities`).
// Offsets count UTF-16 units, which is how JavaScript counts too.
import { el } from "./dom.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code",
  pre: "pre", blockquote: "blockquote", expandable_blockquote: "blockquote" };
const SAFE = /^(https?:|tel:|mailto:)/i;

function link(address, onlink) {
  const full = /^[a-z]+:/i.test(address) ? address : `https://${address}`;
  if (!SAFE.test(full)) return el("span");
  return el("a", { href: full, target: "_blank", rel: "noopener noreferrer",
    onclick: (event) => { if (onlink(full)) event.preventDefault(); } });
}

function wrapper(entity, words, on) {
  if (TAGS[entity.type]) return el(TAGS[entity.type]);
  switch (entity.type) {
    case "text_link": return link(entity.url, on.link);
    case "url": return link(words, on.link);
    case "email": return link(`mailto:${words}`, on.link);
    case "phone_number": return link(`tel:${words.replace(/[^+\d]/g, "")}`, on.link);
    case "bot_command":
      return el("button", { type: "button", class: "command", onclick: () => on.command(words) });
    case "spoiler":
      return el("button", { type: "button", class: "spoiler",
        onclick: (event) => event.currentTarget.classList.add("shown") });
    case "date_time":
      return el("time", { datetime: new Date(entity.unix_time * 1000).toISOString() });
    case "mention": case "hashtag": case "text_mention": return el("span", { class: "mention" });
    default: return null;
  }
}

export function marked(text, entities, on) {
  const sorted = [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const fill = (node, from, to, inside) => {
    let at = from;
    for (let i = 0; i < inside.length;) {
      const entity = inside[i];
      const end = Math.min(entity.offset + entity.length, to);
      const within = [];
      let j = i + 1;
      while (j < inside.length && inside[j].offset < end) within.push(inside[j++]);
      i = j;
      if (entity.offset < at) continue;
      node.append(text.slice(at, entity.offset));
      const shell = wrapper(entity, text.slice(entity.offset, end), on) || el("span");
      fill(shell, entity.offset, end, within);
      node.append(shell);
      // A quotation is a block of its own: the line break after it shows no empty line.
      at = shell.tagName === "BLOCKQUOTE" && text[end] === "\n" ? end + 1 : end;
    }
    node.append(text.slice(at, to));
  };
  const whole = el("div", { class: "words", dir: "auto" });
  fill(whole, 0, text.length, sorted);
  return whole;
}
