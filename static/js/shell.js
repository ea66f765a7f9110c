// The frame: messages, refused fragments, colours, filters that apply themselves.

const toasts = document.getElementById("toasts");

function toast(sentence, tone = "bad", icon = "alert-triangle") {
  const note = document.createElement("div");
  note.className = `note note-${tone}`;
  note.innerHTML =
    `<i class="i ti ti-${icon}" aria-hidden="true"></i><div class="grow"></div>` +
    `<button class="icon-btn close" type="button" data-close-toast><i class="i ti ti-x" aria-hidden="true"></i></button>`;
  note.querySelector(".grow").textContent = sentence;
  note.querySelector("button").setAttribute("aria-label", toasts.dataset.close);
  toasts.replaceChildren(note);
}

// The server's own sentence: an element that says so, or a short plain answer.
function sentenceOf(xhr) {
  const type = xhr.getResponseHeader("Content-Type") || "";
  if (type.includes("html")) {
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    return page.querySelector("[data-sentence]")?.textContent.trim();
  }
  return type.startsWith("text/plain") ? xhr.responseText.trim() : "";
}

document.addEventListener("htmx:responseError", (event) => {
  toast(sentenceOf(event.detail.xhr) || toasts.dataset.failed);
});
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    // What only reads along has nothing to lose.
    if (!event.target.dataset?.quiet) toast(toasts.dataset.offline, "warn", "cloud-off");
  });
}

document.addEventListener("toast", (event) => toast(event.detail));

// Good news leaves by itself; what needs an answer stays.
setTimeout(() => toasts.querySelectorAll(".note-good:not(:hover, :focus-within)").forEach((note) => note.remove()), 8000);

const THEMES = ["auto", "light", "dark"];

function nameTheme(button) {
  const theme = document.documentElement.dataset.theme;
  button.setAttribute("aria-label", button.dataset[theme]);
  button.title = button.dataset[theme];
}

document.querySelectorAll("[data-next-theme]").forEach(nameTheme);

function chooseTheme(theme) {
  document.dispatchEvent(new CustomEvent("theme:choose", { detail: theme }));
  document.querySelectorAll("[data-next-theme]").forEach(nameTheme);
}

document.querySelectorAll("[data-theme-choice]").forEach((input) => {
  input.checked = input.value === document.documentElement.dataset.theme;
});

document.addEventListener("click", (event) => {
  event.target.closest("[data-close-toast]")?.closest(".note").remove();
  if (event.target.closest("[data-next-theme]")) {
    const now = THEMES.indexOf(document.documentElement.dataset.theme);
    chooseTheme(THEMES[(now + 1) % THEMES.length]);
  }
  const eye = event.target.closest("[data-show-password]");
  if (eye) {
    const input = document.getElementById(eye.dataset.showPassword);
    input.type = input.type === "password" ? "text" : "password";
    eye.setAttribute("aria-pressed", String(input.type === "text"));
  }
  if (event.target.closest("[data-print]")) window.print();
  if (event.target.closest("[data-reload]")) location.reload();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-theme-choice]")) chooseTheme(event.target.value);
  const form = event.target.closest("form[data-auto-submit]");
  if (form) form.requestSubmit();
});

// A URL that says what it shows: empty filters leave no trace in it.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-auto-submit]")) return;
  for (const input of event.target.elements) {
    if (input.name && !input.value) input.disabled = true;
  }
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-auto-submit] :disabled").forEach((input) => (input.disabled = false));
});
document.querySelectorAll("[data-without-script]").forEach((button) => (button.hidden = true));
