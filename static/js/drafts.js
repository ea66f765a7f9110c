// What is typed survives: on this device at each change, on the server soon after.
//   <form data-draft-url="…" data-draft-key="<uuid>" [data-draft-at="<ms of the server's copy>"] [data-bound]
//         [data-draft-of="<customer>:<day>" [data-draft-unwritten]]>
// POSTs the form's own fields to data-draft-url. What is not written yet gets another uuid each time it is opened:
// its copy lies under data-draft-of, where the next form of that customer and day finds it.
// A copy is forgotten when the server has it, and on a success message with the tag "draft:<uuid>".

const WAIT = 800;
const KEPT_FOR = 14 * 24 * 3600 * 1000;
const owner = document.body.dataset.user || "";
const nameOf = (key) => `draft:${owner}:${key}`;

function fieldsOf(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "csrfmiddlewaretoken") (values[name] ||= []).push(value);
  }
  return values;
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function say(form, state, at = new Date()) {
  const line = document.querySelector(`[data-draft-state="${form.dataset.draftKey}"]`);
  if (!line) return;
  // The clock of the person's profile, as the server tells it: this device's may stand in another zone.
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: line.dataset.zone };
  const time = at.toLocaleTimeString(document.documentElement.lang, clock);
  line.querySelector("[data-text]").textContent = line.dataset[state].replace("{time}", time);
  line.dataset.now = state;
}

function fill(form, values) {
  for (const input of form.elements) {
    if (!input.name || input.name === "csrfmiddlewaretoken" || input.type === "file") continue;
    const kept = values[input.name];
    if (input.type === "radio" || input.type === "checkbox") input.checked = Boolean(kept?.includes(input.value));
    else if (input.multiple) for (const option of input.options) option.selected = Boolean(kept?.includes(option.value));
    else if (kept) input.value = kept[0];
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

async function send(form, arrived) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  try {
    const answer = await fetch(form.dataset.draftUrl, {
      method: "POST",
      body,
      headers: JSON.parse(document.body.getAttribute("hx-headers")),
      redirect: "error",
    });
    if (answer.ok) arrived();
    say(form, answer.ok ? "saved" : "kept");
  } catch {
    say(form, "kept");
  }
}

// What of the form lies on this device, under one of its two names.
function copyOf(form) {
  const { draftKey: key, draftOf: of, draftUnwritten: unwritten } = form.dataset;
  const names = [key, of].filter(Boolean).map(nameOf);
  const drop = (besides) => names.filter((name) => name !== besides).forEach((name) => localStorage.removeItem(name));
  return {
    drop,
    newest: () =>
      names
        .map(read)
        .filter(Boolean)
        .sort((one, other) => other.at - one.at)[0],
    keep() {
      const name = nameOf(unwritten === undefined ? key : of);
      localStorage.setItem(name, JSON.stringify({ key, at: Date.now(), values: fieldsOf(form) }));
      drop(name);
    },
  };
}

function watch(form) {
  const copy = copyOf(form);
  let timer;
  let changes = 0;
  const changed = (event) => {
    if (event.target !== form && event.target.form !== form) return; // a search box that stands among the fields
    copy.keep();
    say(form, "kept");
    clearTimeout(timer);
    const change = ++changes;
    // What was typed while this was on its way is only here.
    timer = setTimeout(() => send(form, () => change === changes && copy.drop()), WAIT);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => clearTimeout(timer));
  const kept = copy.newest();
  if (kept && !form.hasAttribute("data-bound") && kept.at > Number(form.dataset.draftAt || 0)) {
    fill(form, kept.values); // which counts as a change: what was kept is sent now
    say(form, "kept", new Date(kept.at));
  }
}

function forget() {
  const done = [...document.querySelectorAll('[data-done^="draft:"]')].map((line) => line.dataset.done.slice("draft:".length));
  for (const name of Object.keys(localStorage).filter((name) => name.startsWith("draft:"))) {
    const kept = read(name);
    const isDone = name.startsWith(nameOf("")) && done.some((key) => name === nameOf(key) || kept?.key === key);
    if (isDone || Date.now() - (kept?.at || 0) > KEPT_FOR) localStorage.removeItem(name);
  }
}

forget();
document.querySelectorAll("form[data-draft-url]").forEach(watch);
