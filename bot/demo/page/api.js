// Talks to the demo: asks, sends deeds, and keeps one live stream open that catches up by itself.

export class Failed extends Error {}

async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Failed("");
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Failed(body.error || String(answer.status));
  return body;
}

const OURS = { "X-Houqin-Demo": "1" };

export const overview = () => ask("/demo/state");
export const chat = (id) => ask(`/demo/phones/${id}`);

const post = (path, body) => ask(path, { method: "POST",
  headers: { ...OURS, "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const deed = (id, name, body = {}) => post(`/demo/phones/${id}/${name}`, body);
export const moveClock = (body) => post("/demo/clock", body);
export const newStranger = () => post("/demo/strangers", {});

export function sendFiles(id, kind, files, fields = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== null && value !== undefined && value !== "") form.append(name, String(value));
  }
  for (const file of files) form.append("file", file, file.name);
  return ask(`/demo/phones/${id}/${kind}`, { method: "POST", headers: OURS, body: form });
}

export const fileAddress = (fileId) => `/demo/files/${encodeURIComponent(fileId)}`;

// `told` hears every event in order; `anew` is called when too much was missed to catch up;
// `connection` hears true and false.
export function listen(from, { told, anew, connection }) {
  let last = from;
  let wait = 500;
  const connect = () => {
    const stream = new EventSource(`/demo/stream?after=${encodeURIComponent(last)}`);
    stream.onopen = () => { wait = 500; connection(true); };
    stream.onmessage = (event) => {
      if (event.lastEventId) last = event.lastEventId;
      told(JSON.parse(event.data));
    };
    stream.addEventListener("anew", async () => {
      stream.close();
      try {
        last = await anew();
        connect();
      } catch {
        later();
      }
    });
    const later = () => {
      connection(false);
      setTimeout(connect, wait);
      wait = Math.min(wait * 1.6, 5000);
    };
    stream.onerror = () => { stream.close(); later(); };
  };
  connect();
}
