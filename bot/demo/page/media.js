// Photos, albums, documents, voice notes and stickers inside a bubble, and the larger view.
import { el, icon, iconButton } from "./dom.js";
import { fileAddress } from "./api.js";
import { say } from "./words.js";

const largest = (message) => message.photo[message.photo.length - 1];

function show(messages, first) {
  let place = first;
  const picture = el("img", { alt: "" });
  const count = el("span", { class: "count" });
  const turn = (by) => {
    place = (place + by + messages.length) % messages.length;
    const message = messages[place];
    picture.src = fileAddress(largest(message).file_id);
    picture.alt = message.caption || say("photo");
    count.textContent = messages.length > 1 ? `${place + 1} / ${messages.length}` : "";
  };
  const many = messages.length > 1;
  const view = el("dialog", { class: "viewer", "aria-label": say("viewer"),
    onclick: (event) => { if (event.target === view || event.target === picture) view.close(); },
    onclose: () => view.remove(),
    onkeydown: (event) => {
      if (event.key === "ArrowLeft") turn(-1);
      if (event.key === "ArrowRight") turn(1);
    } },
  iconButton("close", say("close"), () => view.close()), picture, count,
  many ? iconButton("back", say("previous"), () => turn(-1), { class: "icon-button before" }) : null,
  many ? iconButton("back", say("following"), () => turn(1), { class: "icon-button after" }) : null);
  document.body.append(view);
  turn(0);
  view.showModal();
}

export function photoGrid(messages) {
  const grid = el("div", { class: `photos n${Math.min(messages.length, 5)}` });
  messages.forEach((message, place) => {
    const size = largest(message);
    const label = `${say("photo")}${messages.length > 1 ? ` ${place + 1}/${messages.length}` : ""}`;
    const tile = el("button", { type: "button", class: "tile", "aria-label": label,
      onclick: (event) => { event.stopPropagation(); show(messages, place); } },
    el("img", { src: fileAddress(size.file_id), alt: "", decoding: "async" }));
    if (messages.length === 1) {
      tile.style.aspectRatio = Math.min(1.9, Math.max(0.75, (size.width || 4) / (size.height || 3)));
    }
    grid.append(tile);
  });
  return grid;
}

const readable = (bytes) => (bytes > 1048576
  ? `${(bytes / 1048576).toFixed(1)} MB` : `${Math.max(1, Math.round((bytes || 0) / 1024))} KB`);

export function paper(document_) {
  const name = document_.file_name || say("file");
  return el("a", { class: "paper", href: fileAddress(document_.file_id), download: name,
    "aria-label": say("download", name) }, el("span", { class: "round" }, icon("file")),
  el("span", { class: "paper-facts" }, el("strong", {}, name),
    el("small", {}, readable(document_.file_size))));
}

export function voiceNote(voice) {
  const seconds = voice.duration || 0;
  const length = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const wave = el("span", { class: "wave", "aria-hidden": "true" });
  for (let i = 0; i < 28; i += 1) {
    const bar = el("i");
    bar.style.height = `${4 + Math.abs(Math.sin(i * 1.7) * Math.cos(i * 0.6)) * 15}px`;
    wave.append(bar);
  }
  const play = () => new Audio(fileAddress(voice.file_id)).play()
    .catch(() => wave.classList.add("still"));
  return el("div", { class: "voice" },
    el("button", { type: "button", class: "round", "aria-label": say("voiceSeconds", seconds),
      onclick: (event) => { event.stopPropagation(); play(); } }, icon("play")),
    wave, el("small", {}, length));
}

// One line for a quote, a notice to the ear, or the preview in the list of people.
export function gist(message) {
  if (!message) return say("deleted");
  const words = message.text || message.caption;
  if (words) return words.replace(/\s+/g, " ").slice(0, 120);
  if (message.photo) return `[${say("photo")}]`;
  if (message.document) return `[${say("file")}] ${message.document.file_name || ""}`;
  if (message.voice) return `[${say("voiceNote")}]`;
  if (message.sticker) return message.sticker.emoji || `[${say("sticker")}]`;
  if (message.contact) return `[${say("contact")}]`;
  return message.location ? `[${say("location")}]` : say("other");
}
