// The page of the daemon: everything it does is an OSC message in the WebSocket, as any other client would send it.

import { decode, encode, float, Parts } from "/web/osc.js";
import { drawLoss, drawPreset } from "/web/pictures.js";
import { Keyboard } from "/web/keyboard.js";
import { wishes } from "/web/wishes.js";

const $ = (id) => document.getElementById(id);
const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

// ---- the connection

let socket = null;
let patience = 1;

function connect() {
  socket = new WebSocket(`ws://${location.host}/`);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    patience = 1;
    say("connected");
    send("/bridge/subscribe");
    send("/bridge/voice/resend");
  };
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") return;
    for (const [address, values] of decode(new Uint8Array(data))) HEARD[address]?.(...values);
  };
  socket.onclose = () => {
    say(`the daemon does not answer; trying again in ${patience} s`);
    setTimeout(connect, 1000 * patience);
    patience = Math.min(2 * patience, 10);
  };
}

function send(address, ...values) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(encode(address, values));
}

const say = (what) => ($("state").textContent = what);

function complain(what) {
  $("trouble").textContent = what;
  $("trouble").hidden = !what;
}

// ---- what is heard

const voiceParts = new Parts();
const jobParts = new Parts();
const presetParts = new Parts();

const HEARD = {
  "/fail": (address, subject, code, message) => {
    if (address === "/bridge/fit" && String(subject) === job.name) $("job").hidden = true;
    complain(message);
  },
  "/done": (address) => {
    if (address === "/bridge/preset/save") send("/bridge/preset/list");
  },
  "/bridge/process": (process, state, message) => say(`${process}: ${state}${message ? `, ${message}` : ""}`),
  "/bridge/job/state": (name, state, voice, prompt) => {
    if (state === "running" || (state === "queued" && !job.live)) follow(name, voice, prompt);
    if (name === job.name) $("job-state").textContent = state;
  },
  "/bridge/job/progress": (name, step, steps, loss, eta) => {
    if (name !== job.name) return;
    [$("bar").value, $("bar").max] = [step, steps];
    $("job-state").textContent = `step ${step} of ${steps}, loss ${loss.toPrecision(3)}, ${Math.round(eta)} s left`;
    job.losses.push([step, loss]);
    drawLoss($("loss"), job.losses, steps);
  },
  "/bridge/job/params": (name, seq, part, parts, ...rest) => {
    if (name !== job.name || !job.live) return;
    const found = jobParts.take(seq, part, parts, rest); // the voice plays the best so far
    if (!found) return;
    $("sounding").textContent = `Voice: ${job.voice}, the best so far`;
    show(job.voice);
    setAll(found);
  },
  "/bridge/job/unknown": (name, ...words) => {
    if (name === job.name) complain(`the prior does not know: ${words.join(", ")}`);
  },
  "/bridge/job/candidate": (name, number, preset, score) => {
    if (name === job.name) offer(preset, score);
  },
  "/bridge/job/done": (name, preset, score) => {
    if (name !== job.name) return;
    if (!$("found").children.length) offer(preset, score);
    finish("done");
    send("/bridge/preset/list");
  },
  "/bridge/job/failed": (name, code, message) => {
    if (name !== job.name) return;
    finish(code);
    if (code !== "cancelled") complain(message);
  },
  "/bridge/voice/state": (voice, preset) => {
    $("sounding").textContent = preset ? `Voice: ${voice}, ${preset}` : `Voice: ${voice}`;
    show(voice);
  },
  "/bridge/voice/params": (seq, part, parts, ...rest) => {
    const values = voiceParts.take(seq, part, parts, rest);
    if (values) setAll(values);
  },
  "/bridge/preset/names": (part, parts, ...names) => {
    if (part === 0) presetParts.seq = null;
    const got = presetParts.take(0, part, parts, names.flatMap((name) => [name, true]));
    if (got) list(Object.keys(got));
  },
};

// ---- the fit

const job = { name: "", voice: "", live: false, losses: [] };

$("ask").onsubmit = (event) => {
  event.preventDefault();
  const name = `web-${Date.now().toString(36)}`;
  const fields = ["budget", "candidates", "seed", "across", "negative", "start"];
  const extra = wishes(Object.fromEntries(fields.map((field) => [field, $(field).value])));
  complain("");
  follow(name, $("voice").value, $("prompt").value);
  send("/bridge/fit", name, $("voice").value, $("prompt").value, ...extra);
};

$("cancel").onclick = () => send("/bridge/cancel", job.name);

function follow(name, voice, prompt) {
  if (name === job.name) return;
  Object.assign(job, { name, voice, live: true, losses: [] });
  jobParts.seq = null;
  $("job").hidden = false;
  $("cancel").hidden = false;
  $("job-prompt").textContent = `“${prompt}”`;
  $("job-state").textContent = "asked for";
  $("found").replaceChildren();
  $("bar").removeAttribute("value");
  drawLoss($("loss"), [], 1);
}

function finish(how) {
  job.live = false;
  $("job-state").textContent = how;
  $("cancel").hidden = true;
  $("bar").value = $("bar").max;
}

function offer(preset, score) {
  const play = element("button", { textContent: "Play", onclick: () => send("/bridge/voice/load", preset) });
  const label = element("span", { textContent: `${preset}, score ${score.toFixed(3)}` });
  $("found").append(element("li", {}, label, play));
}

// ---- the sounding voice

let table = []; // its parameters, as `/web/voice/NAME.json` lists them
let shown = "";
let values = {};
const rows = new Map();

async function show(voice) {
  if (voice === shown) return;
  shown = voice;
  const answer = await fetch(`/web/voice/${encodeURIComponent(voice)}.json`);
  if (!answer.ok || voice !== shown) return;
  table = await answer.json();
  rows.clear();
  const groups = new Map();
  for (const parameter of table) {
    if (!groups.has(parameter.group)) groups.set(parameter.group, []);
    groups.get(parameter.group).push(row(parameter));
  }
  const closed = groups.size > 12; // dozens of modes
  $("parameters").replaceChildren(
    ...[...groups].map(([name, inside]) =>
      element("details", { open: !closed }, element("summary", { textContent: name }), ...inside),
    ),
  );
  setAll(values);
}

// a slider's place 0 ... 1 and the value there
const place = ({ low, high, scale }, v) =>
  scale === "log" ? Math.log(v / low) / Math.log(high / low) : (v - low) / (high - low);
const value = ({ low, high, scale }, p) =>
  scale === "log" ? low * (high / low) ** p : scale === "choice" ? Math.round(low + p * (high - low)) : low + p * (high - low);

function row(parameter) {
  const step = parameter.scale === "choice" ? 1 / (parameter.high - parameter.low) : 0.0005;
  const slider = element("input", { type: "range", min: 0, max: 1, step, title: parameter.doc });
  slider.setAttribute("aria-label", parameter.name);
  const output = element("output");
  let waits = false;
  slider.oninput = () => {
    const wanted = Math.min(Math.max(value(parameter, Number(slider.value)), parameter.low), parameter.high);
    values[parameter.name] = wanted;
    output.textContent = read(parameter, wanted);
    if (waits) return;
    waits = true; // a slider moves faster than anybody hears
    setTimeout(() => {
      waits = false;
      send("/bridge/voice/param", parameter.name, float(values[parameter.name]));
      drawPreset($("picture"), table, values);
    }, 20);
  };
  rows.set(parameter.name, { parameter, slider, output });
  return element("label", { className: "parameter", title: parameter.doc },
    element("span", { textContent: parameter.name }), slider, output);
}

const read = ({ unit }, v) => `${Math.abs(v) >= 1000 ? Math.round(v) : Number(v.toPrecision(3))} ${unit}`.trim();

function setAll(news) {
  values = { ...news };
  for (const [name, v] of Object.entries(news)) {
    const found = rows.get(name);
    if (!found) continue;
    if (found.slider !== document.activeElement || !found.slider.matches(":active")) found.slider.value = place(found.parameter, v);
    found.output.textContent = read(found.parameter, v);
  }
  drawPreset($("picture"), table, values);
}

$("panic").onclick = () => send("/bridge/voice/panic");
new Keyboard($("keys"), (note, down) => send("/bridge/voice/note", note, float(down ? Number($("velocity").value) : 0)));

// ---- presets

$("keep").onsubmit = (event) => {
  event.preventDefault();
  complain("");
  send("/bridge/preset/save", $("name").value);
  $("name").value = "";
};

function list(names) {
  const before = $("start").value;
  $("start").replaceChildren(...["", ...names].map((name) => element("option", { value: name, textContent: name || "nothing" })));
  $("start").value = names.includes(before) ? before : "";
  $("presets").replaceChildren(
    ...names.map((name) =>
      element("li", {}, element("span", { textContent: name }),
        element("button", { textContent: "Play", onclick: () => send("/bridge/preset/load", name) })),
    ),
  );
}

// ---- begin

addEventListener("resize", () => {
  drawPreset($("picture"), table, values);
  drawLoss($("loss"), job.losses, $("bar").max);
});
const voices = await (await fetch("/web/voices.json")).json();
$("voice").append(...voices.map(({ name, doc }) => element("option", { value: name, title: doc, textContent: name })));
connect();
