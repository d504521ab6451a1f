// The web chat. The database is the truth: the page shows what /chat/messages returns, and the stream only
// says "fetch". What is being sent is shown at once and kept, under one id, until the server has it; over a
// reload too, but for photos.

const list = document.getElementById("messages");
const log = document.getElementById("log");
const form = document.getElementById("composer");
const box = document.getElementById("text");
const photo = document.getElementById("photo");
const notice = document.getElementById("notice");

// The page's words come with it, in the language of the house (responses utter_web_… of the domain).
const say = JSON.parse(document.body.dataset.words);
const WAITING = "tanggap-waiting";
const LARGEST_PHOTO = 8_000_000;
const REFUSED = [400, 413, 415];
const shown = new Map();
let waiting = JSON.parse(localStorage.getItem(WAITING) || "[]");
let fetching = false;
let again = false;

const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function bubble(line) {
  const item = element("li");
  item.dataset.key = line.key;
  const side = line.own ? "mine" : line.author === "officer" ? "theirs officer" : "theirs";
  const body = element("div", `bubble ${side}`);
  if (line.author === "officer") body.append(element("span", "from", say.petugas));
  body.append(document.createTextNode(words(line)));
  if (line.photos) body.append(pictures(line));
  body.append(element("span", "meta", time.format(new Date(line.at))));
  item.append(body);
  if (line.buttons.length) item.append(choices(line.buttons));
  return item;
}

function pictures(line) {
  const row = element("div", "pictures");
  for (let n = 0; n < line.photos; n += 1) {
    const link = element("a");
    link.href = `/chat/photos/${line.key.slice("out:".length)}/${n}`;
    link.target = "_blank";
    const picture = element("img");
    picture.alt = say.foto_petugas.replace("{urutan}", n + 1).replace("{jumlah}", line.photos);
    picture.src = link.href;
    link.append(picture);
    row.append(link);
  }
  return row;
}

function words(line) {
  if (line.kind === "location") return `📍 ${say.titik_terkirim}`;
  if (line.kind === "photo") return `📷 ${line.text ? `${say.foto}\n${line.text}` : say.foto_terkirim}`;
  return line.text;
}

function choices(buttons) {
  const row = element("div", "choices");
  for (const [title, payload] of buttons) {
    const button = element("button", "", title);
    button.type = "button";
    button.addEventListener("click", () => {
      row.remove();
      enqueue({ text: title, payload });
    });
    row.append(button);
  }
  return row;
}

function atEnd() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < 120;
}

function show(lines) {
  const follow = atEnd() || shown.size === 0;
  for (const line of lines) {
    if (shown.has(line.key)) continue;
    const node = bubble(line);
    shown.set(line.key, node);
    list.append(node);
  }
  const last = lines.at(-1);
  for (const row of list.querySelectorAll(".choices")) {
    // Old shortcuts answer questions that are no longer asked.
    if (last && row.parentElement.dataset.key !== last.key && !isRecent(row, lines)) row.remove();
  }
  drawWaiting();
  if (follow) log.scrollTop = log.scrollHeight;
}

function isRecent(row, lines) {
  const lastOwn = lines.findLastIndex((line) => line.own);
  return lines.findIndex((line) => line.key === row.parentElement.dataset.key) > lastOwn;
}

function drawWaiting() {
  for (const node of list.querySelectorAll("[data-waiting]")) node.remove();
  for (const entry of waiting) {
    const item = element("li");
    item.dataset.waiting = entry.client_id;
    const body = element("div", "bubble mine sending", waitingWords(entry));
    body.append(element("span", "meta", entry.file ? say.mengirim_foto : say.mengirim));
    item.append(body);
    list.append(item);
  }
}

function waitingWords(entry) {
  if (entry.point) return `📍 ${say.titik}`;
  if (entry.file) return `📷 ${[say.foto, entry.text].filter(Boolean).join("\n")}`;
  return entry.text;
}

function keep() {
  localStorage.setItem(WAITING, JSON.stringify(waiting.filter((entry) => !entry.file)));
}

function enqueue(entry) {
  waiting.push({ client_id: crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`.replace(".", ""), ...entry });
  keep();
  drawWaiting();
  log.scrollTop = log.scrollHeight;
  flush();
}

function postMessage(entry) {
  return fetch("/chat/messages", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(entry),
  });
}

function postPhoto({ client_id, text, file }) {
  const body = new FormData();
  body.append("client_id", client_id);
  body.append("text", text);
  body.append("photo", file);
  return fetch("/chat/photos", { method: "POST", body });
}

let flushing = false;

async function flush() {
  if (flushing) return;
  flushing = true;
  try {
    while (waiting.length) {
      const entry = waiting[0];
      const response = await (entry.file ? postPhoto(entry) : postMessage(entry));
      if (!(await settled(response))) break;
      if (entry.file && REFUSED.includes(response.status)) box.value ||= entry.text;
      waiting.shift();
      keep();
      await refresh();
    }
  } catch {
    notice.textContent = say.belum_tersambung;
    setTimeout(flush, 3000);
  } finally {
    flushing = false;
  }
}

async function settled(response) {
  if (response.ok) {
    notice.textContent = "";
    return true;
  }
  const answer = await response.json().catch(() => ({}));
  notice.textContent = answer.error || say.belum_terkirim;
  if (REFUSED.includes(response.status)) return true;
  if (response.status === 403) location.reload();
  setTimeout(flush, response.status === 429 ? 15000 : 3000);
  return false;
}

async function refresh() {
  if (fetching) {
    again = true;
    return;
  }
  fetching = true;
  try {
    const response = await fetch("/chat/messages");
    if (response.ok) show((await response.json()).messages);
  } catch {
    // The stream or the next poll tries again.
  } finally {
    fetching = false;
    if (again) {
      again = false;
      refresh();
    }
  }
}

function listen() {
  const stream = new EventSource("/chat/stream");
  stream.onmessage = refresh;
  stream.onerror = () => {
    // After an answer such as 503 the browser does not try again by itself; until then the poll fetches.
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 60000);
  };
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  if (!text) return;
  box.value = "";
  box.style.height = "";
  enqueue({ text });
});

box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(pointer: fine)").matches) {
    event.preventDefault();
    form.requestSubmit();
  }
});

box.addEventListener("input", () => {
  box.style.height = "";
  box.style.height = `${Math.min(box.scrollHeight, 132)}px`;
});

document.getElementById("attach").addEventListener("click", () => photo.click());

photo.addEventListener("change", async () => {
  const [file] = photo.files;
  photo.value = "";
  if (!file) return;
  if (file.size > LARGEST_PHOTO) {
    notice.textContent = say.foto_besar;
    return;
  }
  const text = box.value.trim();
  box.value = "";
  try {
    // A copy: the phone may delete the camera's file before the connection is back.
    enqueue({ text, file: new Blob([await file.arrayBuffer()], { type: file.type }) });
  } catch {
    box.value = text;
    notice.textContent = say.foto_rusak;
  }
});

document.getElementById("pin").addEventListener("click", () => {
  if (!navigator.geolocation) {
    notice.textContent = say.tanpa_lokasi;
    return;
  }
  notice.textContent = say.membaca_lokasi;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      notice.textContent = "";
      enqueue({ text: "", point: [coords.latitude, coords.longitude] });
    },
    () => {
      notice.textContent = say.lokasi_gagal;
    },
    { enableHighAccuracy: true, timeout: 15000 },
  );
});

addEventListener("online", flush);
addEventListener("beforeunload", (event) => {
  if (waiting.some((entry) => entry.file)) event.preventDefault();
});

refresh().then(listen);
flush();
setInterval(refresh, 15000);
