// What is typed survives: on this device at each change, on the server soon after.
//   <form data-draft-url="…" data-draft-key="<uuid>" [data-draft-at="<ms of the server's copy>"] [data-bound]>
// POSTs the form's own fields to data-draft-url. A success message with the tag "draft:<key>" forgets the copy.

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
  const time = at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
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

async function send(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  try {
    const answer = await fetch(form.dataset.draftUrl, {
      method: "POST",
      body,
      headers: JSON.parse(document.body.getAttribute("hx-headers")),
      redirect: "error",
    });
    say(form, answer.ok ? "saved" : "kept");
  } catch {
    say(form, "kept");
  }
}

function watch(form) {
  const name = nameOf(form.dataset.draftKey);
  let timer;
  const kept = read(name);
  if (kept && !form.hasAttribute("data-bound") && kept.at > Number(form.dataset.draftAt || 0)) {
    fill(form, kept.values);
    say(form, "kept", new Date(kept.at));
  }
  const changed = (event) => {
    if (event.target !== form && event.target.form !== form) return; // a search box that stands among the fields
    localStorage.setItem(name, JSON.stringify({ at: Date.now(), values: fieldsOf(form) }));
    say(form, "kept");
    clearTimeout(timer);
    timer = setTimeout(() => send(form), WAIT);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => clearTimeout(timer));
}

function forget() {
  document.querySelectorAll('[data-done^="draft:"]').forEach((line) => {
    localStorage.removeItem(nameOf(line.dataset.done.slice("draft:".length)));
  });
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith("draft:") && Date.now() - (read(name)?.at || 0) > KEPT_FOR) localStorage.removeItem(name);
  }
}

forget();
document.querySelectorAll("form[data-draft-url]").forEach(watch);
