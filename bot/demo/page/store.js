// What the page knows: the people, their chats, and which phones lie open on the table.

const KEEP = "houqin.open";

export const store = { bot: { username: "", name: "" }, clock: null, people: new Map(),
  open: [], active: null };

const listeners = new Map();
export const on = (kind, hear) => listeners.set(kind, [...(listeners.get(kind) || []), hear]);
export const tell = (kind, ...what) => (listeners.get(kind) || []).forEach((hear) => hear(...what));

function person(facts) {
  return { messages: new Map(), unread: 0, loaded: false, keyboard: null, commands: [], ...facts };
}

export function takePerson(facts) {
  const known = store.people.get(facts.id);
  if (known) Object.assign(known, facts);
  else store.people.set(facts.id, person(facts));
}

export function takeOverview(state) {
  store.bot = state.bot;
  store.clock = state.clock;
  const there = new Set(state.people.map((one) => one.id));
  for (const id of store.people.keys()) if (!there.has(id)) store.people.delete(id);
  state.people.forEach(takePerson);
  store.open = store.open.filter((id) => there.has(id));
  if (!store.open.length) {
    const kept = JSON.parse(sessionStorage.getItem(KEEP) || "null");
    const wanted = kept || state.people.filter((one) => one.opened).map((one) => one.id);
    store.open = wanted.filter((id) => store.people.has(id));
  }
}

export function takeChat(id, chat) {
  const one = store.people.get(id);
  one.messages = new Map(chat.messages.map((message) => [message.message_id, message]));
  Object.assign(one, { started: chat.started, blocked: chat.blocked, keyboard: chat.keyboard,
    commands: chat.commands, loaded: true, at: chat.at });
}

export function inOrder(one) {
  return [...one.messages.values()].sort((a, b) => a.message_id - b.message_id);
}

export function setOpen(ids) {
  store.open = ids;
  sessionStorage.setItem(KEEP, JSON.stringify(ids));
  tell("open");
}

// Whoever is looked at has read everything.
export function activate(id) {
  const one = store.people.get(id);
  if (!one) return;
  const changed = store.active !== id || one.unread > 0;
  store.active = id;
  one.unread = 0;
  if (changed) tell("unread");
}

export const allUnread = () => [...store.people.values()].reduce((sum, one) => sum + one.unread, 0);

// The school's wall clock: Telegram's dates are UTC seconds, the school has an offset.
export const schoolTime = (seconds) => new Date((seconds + store.clock.offset) * 1000);
