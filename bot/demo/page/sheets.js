// What slides up inside a phone: photos to attach, commands, a code to open, words to forward.
import { el, icon, iconButton } from "./dom.js";
import { say } from "./words.js";

const SAMPLES = [["tap", "tap"], ["lamp", "lamp"], ["chair", "chair"], ["step", "step"],
  ["tapFixed", "tap-fixed"], ["lampFixed", "lamp-fixed"]];
const STICKERS = ["👍", "🙏", "❤️", "👌", "😂", "😭", "💪", "🎉"];

export function sheet(phone, title, ...content) {
  phone.querySelector(".sheet")?.remove();
  const before = document.activeElement;
  const close = () => { whole.remove(); before?.focus?.({ preventScroll: true }); };
  const whole = el("div", { class: "sheet", role: "dialog", "aria-label": title,
    onkeydown: (event) => { if (event.key === "Escape") { event.stopPropagation(); close(); } } },
  el("div", { class: "sheet-head" }, el("h3", {}, title),
    iconButton("close", say("close"), close)), ...content);
  phone.append(whole);
  whole.querySelector("input:not([type=file]), .first")?.focus({ preventScroll: true });
  return close;
}

async function sample(file) {
  const answer = await fetch(`/page/samples/${file}`);
  return new File([await answer.blob()], file, { type: "image/jpeg" });
}

// `send(files, caption)` is called once, with everything that was chosen, in the order chosen.
export function photoSheet(phone, chosen, send) {
  const files = [...chosen];
  const tray = el("div", { class: "tray" });
  const caption = el("input", { type: "text", maxlength: "1024", placeholder: say("caption"),
    "aria-label": say("caption"), autocomplete: "off" });
  const go = el("button", { type: "submit", class: "primary" });
  const picker = el("input", { type: "file", accept: "image/*", multiple: true, class: "unseen",
    tabIndex: -1, onchange: () => { add([...picker.files]); picker.value = ""; } });
  const samples = SAMPLES.map(([word, name]) => {
    const file = `${name}.jpg`;
    const tile = el("button", { type: "button", class: "sample", "aria-pressed": "false",
      onclick: async () => {
        const at = files.findIndex((one) => one.sample === file);
        if (at >= 0) files.splice(at, 1);
        else add([Object.assign(await sample(file), { sample: file })]);
        draw();
      } }, el("img", { src: `/page/samples/${file}`, alt: "" }), el("span", {}, say(word)));
    tile.file = file;
    return tile;
  });
  const draw = () => {
    go.disabled = files.length === 0;
    go.textContent = files.length > 1 ? say("sendPhotos", files.length) : say("send");
    for (const tile of samples) {
      const place = files.findIndex((one) => one.sample === tile.file);
      tile.setAttribute("aria-pressed", String(place >= 0));
      tile.dataset.place = place >= 0 ? place + 1 : "";
    }
    tray.replaceChildren(...files.filter((one) => !one.sample).map((one) => el("img",
      { src: URL.createObjectURL(one), alt: one.name,
        onload: (event) => URL.revokeObjectURL(event.target.src) })));
  };
  const add = (more) => {
    files.push(...more.filter((one) => one.type.startsWith("image/")).slice(0, 10 - files.length));
    draw();
  };
  const form = el("form", { class: "sheet-form", onsubmit: (event) => {
    event.preventDefault();
    close();
    send(files, caption.value.trim());
  } }, el("div", { class: "samples" }, samples), tray,
  el("div", { class: "sheet-row" }, el("button", { type: "button", class: "quiet",
    onclick: () => picker.click() }, icon("plus"), say("pickPhotos")), picker),
  el("div", { class: "sheet-row" }, caption, go));
  const close = sheet(phone, say("photos"), el("p", { class: "hint" }, say("samples")), form);
  draw();
}

export function stickerSheet(phone, send) {
  const close = sheet(phone, say("sticker"), el("div", { class: "stickers" }, STICKERS.map((emoji) =>
    el("button", { type: "button", class: "first", onclick: () => { close(); send(emoji); } }, emoji))));
}

export function commandSheet(phone, commands, send) {
  const close = sheet(phone, say("commands"), commands.length
    ? el("div", { class: "commands" }, commands.map((command) => el("button",
      { type: "button", class: "first", onclick: () => { close(); send(`/${command.command}`); } },
      el("strong", {}, `/${command.command}`), el("span", {}, command.description))))
    : el("p", { class: "hint" }, say("noCommands")));
}

function field(label, more = {}) {
  const input = el(more.rows ? "textarea" : "input", { type: more.rows ? null : "text",
    autocomplete: "off", required: true, ...more });
  return [input, el("label", {}, el("span", {}, label), input)];
}

function form(phone, title, hint, fields, label, send) {
  const close = sheet(phone, title, hint ? el("p", { class: "hint" }, hint) : null,
    el("form", { class: "sheet-form", onsubmit: (event) => {
      event.preventDefault();
      close();
      send(...fields.map(([input]) => input.value.trim()));
    } }, fields.map(([, row]) => row), el("button", { type: "submit", class: "primary" }, label)));
}

export function codeSheet(phone, send) {
  form(phone, say("scan"), say("scanHint"), [field(say("code"), { maxlength: "300" })], say("go"), send);
}

export function forwardSheet(phone, send) {
  form(phone, say("forward"), null, [field(say("forwardName"), { maxlength: "64" }),
    field(say("forwardText"), { rows: "3", maxlength: "4096" })], say("send"), send);
}
