// Where a person types, attaches, answers and corrects.
import { el, icon, iconButton } from "./dom.js";
import { say } from "./words.js";
import { menu } from "./notices.js";
import { gist } from "./media.js";
import { replyKeyboard } from "./keys.js";
import { commandSheet, forwardSheet, photoSheet, stickerSheet } from "./sheets.js";

// `send` is { text, edit, photos, file, voice, sticker, forward }; each may be waited for.
export class Composer {
  constructor(phone, one, send) {
    Object.assign(this, { phone, one, send, about: null, hideKeys: false });
    this.area = el("textarea", { rows: "1", maxlength: "4096", enterkeyhint: "send",
      oninput: () => this.grow(), onkeydown: (event) => this.key(event),
      onpaste: (event) => this.given(event, event.clipboardData) });
    this.bar = el("div", { class: "about", hidden: true });
    this.keys = el("div");
    this.suggestions = el("div", { class: "suggestions", hidden: true });
    this.picker = el("input", { type: "file", class: "unseen", tabIndex: -1, onchange: () => {
      if (this.picker.files.length) this.send.file(this.picker.files[0], this.replyTo());
      this.picker.value = "";
    } });
    this.row = el("div", { class: "type-row" });
    this.root = el("div", { class: "composer" }, this.suggestions, this.bar, this.row, this.keys,
      this.picker);
    phone.addEventListener("dragover", (event) => event.preventDefault());
    phone.addEventListener("drop", (event) => this.given(event, event.dataTransfer));
    this.draw();
  }

  draw() {
    this.area.placeholder = say("message");
    this.area.setAttribute("aria-label", say("message"));
    const board = this.one.keyboard;
    this.button = iconButton("send", say("send"), () => this.go(), { class: "icon-button send" });
    this.mic = iconButton("mic", say("voice"), () => this.send.voice(this.replyTo()));
    this.row.replaceChildren(
      iconButton("attach", say("attach"), (event) => this.attach(event.currentTarget)),
      el("div", { class: "field" }, this.area,
        board ? iconButton("keyboard", say("keyboard"), () => {
          this.hideKeys = !this.hideKeys;
          this.draw();
        }, { "aria-expanded": String(!this.hideKeys) }) : null,
        iconButton("slash", say("commands"), () => commandSheet(this.phone, this.one.commands,
          (words) => this.send.text(words)), { class: "icon-button boxed" })),
      this.button, this.mic);
    this.keys.replaceChildren(board && !this.hideKeys
      ? replyKeyboard(board, (words) => this.send.text(words)) : "");
    this.grow();
    this.drawAbout();
  }

  grow() {
    const typed = this.area.value;
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(this.area.scrollHeight, 132)}px`;
    const some = typed.trim() !== "" || this.about?.edit;
    this.button.hidden = !some;
    this.mic.hidden = Boolean(some);
    const begun = /^\/[a-z_]*$/.test(typed) ? typed.slice(1) : null;
    const fit = begun === null ? []
      : this.one.commands.filter((command) => command.command.startsWith(begun)).slice(0, 6);
    this.suggestions.hidden = fit.length === 0;
    this.suggestions.replaceChildren(...fit.map((command) => el("button", { type: "button",
      onclick: () => { this.area.value = ""; this.grow(); this.send.text(`/${command.command}`); } },
    el("strong", {}, `/${command.command}`), el("span", {}, command.description))));
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.go();
    } else if (event.key === "Escape" && this.about) {
      event.stopPropagation();
      this.drop();
    }
  }

  async go() {
    const words = this.area.value.trim();
    if (!words) return;
    const about = this.about;
    this.area.value = "";
    this.drop();
    const done = about?.edit ? await this.send.edit(about.message.message_id, words)
      : await this.send.text(words, about?.message.message_id);
    if (!done && !this.area.value) {
      this.area.value = words;
      this.about = about;
    }
    this.drawAbout();
    this.grow();
  }

  replyTo() {
    const id = this.about && !this.about.edit ? this.about.message.message_id : undefined;
    this.drop();
    return id;
  }

  reply(message) {
    this.about = { message };
    this.drawAbout();
    this.area.focus();
  }

  correct(message) {
    this.about = { message, edit: true };
    this.area.value = message.text ?? message.caption ?? "";
    this.drawAbout();
    this.grow();
    this.area.focus();
  }

  drop() {
    if (this.about?.edit) this.area.value = "";
    this.about = null;
    this.drawAbout();
    this.grow();
  }

  drawAbout() {
    this.bar.hidden = !this.about;
    if (!this.about) return this.bar.replaceChildren();
    const { message, edit } = this.about;
    return this.bar.replaceChildren(icon(edit ? "edit" : "reply"), el("div", {},
      el("strong", {}, edit ? say("editing") : say("replying")), el("span", {}, gist(message))),
    iconButton("close", say("cancel"), () => this.drop()));
  }

  attach(anchor) {
    const { phone, send } = this;
    menu(anchor, [
      { icon: "photo", label: say("photos"), act: () => this.photos([]) },
      { icon: "file", label: say("file"), act: () => this.picker.click() },
      { icon: "mic", label: say("voice"), act: () => send.voice(this.replyTo()) },
      { icon: "smile", label: say("sticker"), act: () => stickerSheet(phone, send.sticker) },
      { icon: "forward", label: say("forward"), act: () => forwardSheet(phone, send.forward) },
    ], say("attach"));
  }

  photos(files) {
    photoSheet(this.phone, files, (chosen, caption) =>
      this.send.photos(chosen, caption, this.replyTo()));
  }

  // Pictures pasted or dropped are laid out before they are sent; another file goes at once.
  given(event, data) {
    const files = [...(data?.files || [])];
    if (!files.length || !this.root.isConnected) return;
    event.preventDefault();
    const pictures = files.filter((file) => file.type.startsWith("image/"));
    if (pictures.length) this.photos(pictures);
    else this.send.file(files[0], this.replyTo());
  }
}
