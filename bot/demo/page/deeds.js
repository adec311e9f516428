// What a person does with the phone. A deed that fails says so on that phone, in a sentence.
import { Failed, deed, sendFiles } from "./api.js";
import { reason, say } from "./words.js";
import { store } from "./store.js";

const VOICE = { name: "voice.ogg", type: "audio/ogg", seconds: 5 };

// The code out of whatever was typed or scanned: a whole link, "/start code", or the code alone.
export function startCode(typed) {
  const inLink = /[?&]start=([\w-]{1,64})/.exec(typed);
  return inLink ? inLink[1] : typed.trim().replace(/^\/start\s+/, "");
}

function ownLink(address) {
  let link;
  try {
    link = new URL(address);
  } catch {
    return null;
  }
  const here = ["t.me", "telegram.me"].includes(link.hostname)
    && link.pathname.slice(1).toLowerCase() === store.bot.username.toLowerCase();
  return here ? link.searchParams.get("start") || "" : null;
}

export function deeds(view) {
  const { id } = view.one;
  const attempt = async (doing) => {
    try {
      await doing();
      return true;
    } catch (failure) {
      if (!(failure instanceof Failed)) throw failure;
      view.say(say("failed", reason(failure)));
      return false;
    }
  };
  const mine = (doing) => attempt(doing).then((done) => { if (done) view.toEnd(); return done; });
  const start = (payload) => mine(() => deed(id, "start", { payload }));
  return {
    start,
    text: (text, replyTo) => mine(() => deed(id, "text", { text, reply_to: replyTo })),
    command: (text) => mine(() => deed(id, "text", { text })),
    edit: (messageId, text) => attempt(() => deed(id, "edit", { message_id: messageId, text })),
    press: (messageId, data) => attempt(() => deed(id, "press", { message_id: messageId, data })),
    photos: (files, caption, replyTo) => mine(() =>
      sendFiles(id, "photos", files, { caption, reply_to: replyTo })),
    file: (file) => mine(() => sendFiles(id, "document", [file])),
    voice: () => mine(async () => {
      const answer = await fetch(`/page/samples/${VOICE.name}`);
      const file = new File([await answer.blob()], VOICE.name, { type: VOICE.type });
      await sendFiles(id, "voice", [file], { seconds: VOICE.seconds });
    }),
    sticker: (emoji) => mine(() => deed(id, "sticker", { emoji })),
    forward: (name, text) => mine(() => deed(id, "forward", { name, text })),
    power: () => attempt(() => deed(id, view.one.blocked ? "unblock" : "block")),
    // A link to this bot starts it in this phone; true says that the browser need not follow it.
    link: (address) => {
      const code = ownLink(address);
      if (code !== null) start(code || null);
      else if (/^https?:/.test(address)) window.open(address, "_blank", "noopener");
      return code !== null || /^https?:/.test(address);
    },
  };
}
