// The buttons that a bot puts under a message, and the keyboard that it puts under the chat.
import { el, icon } from "./dom.js";
import { say } from "./words.js";

function kind(button) {
  if (button.url) return ["open", "url"];
  if (button.copy_text) return ["copy", "copy"];
  if ("switch_inline_query" in button || "switch_inline_query_current_chat" in button
    || button.switch_inline_query_chosen_chat) return ["forward", "switch"];
  if (button.web_app || button.login_url) return ["open", "other"];
  return [null, "press"];
}

// `act` is { press(data), link(address), switched(words or null), copy(words), other() }
// and press may be waited for.
export function inlineKeyboard(rows, act) {
  const board = el("div", { class: "keys" });
  for (const row of rows) {
    const line = el("div", { class: "keys-row" });
    for (const button of row) {
      const [shape, what] = kind(button);
      const key = el("button", { type: "button", class: `key ${what} ${button.style || ""}` },
        el("span", {}, button.text), shape ? icon(shape) : null);
      key.addEventListener("click", async (event) => {
        event.stopPropagation();
        if (what === "url") act.link(button.url);
        else if (what === "copy") act.copy(button.copy_text.text);
        else if (what === "switch") act.switched(button.switch_inline_query_current_chat ?? null);
        else if (what === "press" && button.callback_data !== undefined) {
          key.classList.add("busy");
          key.setAttribute("aria-busy", "true");
          await act.press(button.callback_data);
          key.classList.remove("busy");
          key.removeAttribute("aria-busy");
        } else act.other();
      });
      line.append(key);
    }
    board.append(line);
  }
  return board;
}

export function replyKeyboard(markup, say_) {
  const board = el("div", { class: "reply-keys", role: "group", "aria-label": say("keyboard") });
  for (const row of markup.keyboard) {
    board.append(el("div", { class: "keys-row" }, row.map((button) => {
      const words = typeof button === "string" ? button : button.text;
      return el("button", { type: "button", class: "reply-key", onclick: () => say_(words) }, words);
    })));
  }
  return board;
}
