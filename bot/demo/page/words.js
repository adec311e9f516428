// What the page itself says, in both languages. What the bot says comes from the bot.

const ZH = {
  brand: "后勤助手", clock: "学校的时钟", hour: "+1 小时", next: "到下一个时刻",
  nothing: "后面暂时没有安排", moving: "时间正在往前走…", tomorrow: "明天",
  lost: "连接断开，正在重连…", back: "已重新连上", failed: "没有成功：{0}",
  unreachable: "连不上演示程序", language: "English", languageLabel: "Switch to English",
  people: "人员", allPeople: "打开或关闭手机", search: "按姓名或职务查找", nobody: "没有找到这个人",
  stranger: "陌生人", newStranger: "加一部陌生人的手机",
  unread: "{0} 条未读", phonesBar: "各人的手机", phoneOf: "{0}的手机",
  messagesOf: "{0}与后勤助手的聊天", menu: "{0}的手机：更多操作", closePhone: "收起这部手机",
  switchOff: "关掉这部手机", switchOn: "打开这部手机", isOff: "手机已关掉，后勤助手的消息送不到。",
  scan: "扫码或打开链接", scanHint: "填入二维码标签或邀请上的编号，也可以粘贴整条链接。",
  code: "编号或链接", go: "打开", start: "开始", welcome: "点“开始”和后勤助手打个招呼。",
  greeting: "报修、隐患、来访、值班、巡查，都在这里说一声",
  commands: "能用的命令", noCommands: "现在还没有可用的命令", message: "输入消息",
  send: "发送", attach: "发送照片等", voice: "发一段示例语音", keyboard: "显示或隐藏快捷键盘",
  photos: "照片", pickPhotos: "从本机选照片", samples: "示例照片（可多选）", caption: "配一句话（可不填）",
  sendPhotos: "发送 {0} 张", file: "文件", sticker: "贴纸", forward: "转发某人的话",
  forwardName: "原来是谁说的", forwardText: "说了什么", voiceNote: "语音", voiceSeconds: "语音，{0} 秒",
  reply: "回复", edit: "修改", replying: "回复", editing: "修改消息", cancel: "取消", close: "关闭",
  edited: "已修改", photo: "照片", album: "{0} 张照片", forwarded: "转发自 {0}",
  viewer: "查看照片", previous: "上一张", following: "下一张", download: "下载 {0}", ok: "知道了",
  bot: "后勤助手", arrived: "{0}收到：{1}", jump: "到最新消息", gone: "这条消息不在了",
  elsewhere: "演示里没有别的聊天可选", copied: "已复制", actions: "消息操作", deleted: "已删除的消息",
  contact: "电话", location: "位置", loading: "正在打开…", other: "演示里看不了这种消息",
  why: { blocked: "手机已关掉", gone: "那条消息不在了", not_a_picture: "照片打不开，一次最多发 10 张",
    bad_code: "编号只能有字母、数字、横线和下划线", too_long: "一条消息最多 4096 个字", moving: "时间正在往前走",
    refused: "手机发不出去", nobody: "没有这部手机" },
  tap: "漏水的水龙头", lamp: "不亮的灯", chair: "坏了的椅子", step: "开裂的台阶",
  tapFixed: "修好的水龙头", lampFixed: "修好的灯", noPhones: "还没有打开手机。点“人员”选一位。",
};

const EN = {
  brand: "Houqin", clock: "The school's clock", hour: "+1 hour", next: "Next due moment",
  nothing: "Nothing else is due", moving: "Time is moving on…", tomorrow: "tomorrow",
  lost: "Connection lost, reconnecting…", back: "Connected again", failed: "That did not work: {0}",
  unreachable: "the demo cannot be reached", language: "中文", languageLabel: "切换到中文",
  people: "People", allPeople: "Open or close phones", search: "Find by name or role",
  nobody: "Nobody by that name",
  stranger: "Stranger", newStranger: "Add a stranger's phone",
  unread: "{0} unread", phonesBar: "People's phones", phoneOf: "{0}'s phone",
  messagesOf: "{0}'s chat with the bot", menu: "{0}'s phone: more",
  closePhone: "Put this phone away",
  switchOff: "Switch this phone off", switchOn: "Switch this phone on",
  isOff: "This phone is off. The bot cannot reach it.",
  scan: "Scan a code or open a link",
  scanHint: "The code on a label or an invitation, or the whole link.",
  code: "Code or link", go: "Open", start: "START", welcome: "Press START to say hello.",
  greeting: "Repairs, hazards, visitors, duty and rounds: just say it here",
  commands: "Commands", noCommands: "No commands yet", message: "Message",
  send: "Send", attach: "Send photos and more", voice: "Send a sample voice note",
  keyboard: "Show or hide the keyboard",
  photos: "Photos", pickPhotos: "Choose photos", samples: "Sample photos (choose several if you like)",
  caption: "Add a caption (optional)",
  sendPhotos: "Send {0}", file: "File", sticker: "Sticker", forward: "Forward someone's words",
  forwardName: "Who said it", forwardText: "What they said", voiceNote: "Voice note",
  voiceSeconds: "Voice note, {0} s",
  reply: "Reply", edit: "Edit", replying: "Reply to", editing: "Edit message", cancel: "Cancel",
  close: "Close",
  edited: "edited", photo: "Photo", album: "{0} photos",
  forwarded: "Forwarded from {0}",
  viewer: "Photo viewer", previous: "Previous", following: "Next", download: "Download {0}",
  ok: "OK",
  bot: "Bot", arrived: "{0} received: {1}", jump: "To the latest message",
  gone: "That message is gone",
  elsewhere: "There is no other chat to choose in the demo", copied: "Copied",
  actions: "Message actions", deleted: "Deleted message",
  contact: "Contact", location: "Location", loading: "Opening…",
  other: "The demo cannot show this message",
  why: { blocked: "this phone is off",
  gone: "that message is gone", not_a_picture: "not a picture, or more than 10",
    bad_code: "a code has only letters, digits, - and _", too_long: "a message has at most 4096 characters",
    moving: "time is moving already", refused: "the phone cannot send this", nobody: "there is no such phone" },
  tap: "Leaking tap", lamp: "Dark lamp", chair: "Broken chair", step: "Cracked step",
  tapFixed: "Repaired tap", lampFixed: "Repaired lamp",
  noPhones: "No phone is open. Choose somebody under People.",
};

const KEEP = "houqin.language";
let language = localStorage.getItem(KEEP) || (navigator.language.startsWith("zh") ? "zh" : "en");

export const isChinese = () => language === "zh";
export const locale = () => (isChinese() ? "zh-CN" : "en-GB");

export function say(key, ...values) {
  const sentence = (isChinese() ? ZH : EN)[key];
  return values.reduce((text, value, place) => text.replace(`{${place}}`, () => value), sentence);
}

export function switchLanguage() {
  language = isChinese() ? "en" : "zh";
  localStorage.setItem(KEEP, language);
}

// Why something failed: the demo names the reason, the page says it.
export const reason = (failure) => (isChinese() ? ZH : EN).why[failure.message]
  || failure.message || say("unreachable");

export const nameOf = (person) => (isChinese() ? person.name
  : person.name.replace(ZH.stranger, EN.stranger));
export const roleOf = (person) => (isChinese() ? person.role : person.role_en || person.role);
