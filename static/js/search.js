// Search as you type: arrows choose, Enter opens, Escape leaves. htmx fetches the list.

const options = (input) => [...document.getElementById(input.getAttribute("aria-controls")).querySelectorAll('[role="option"]')];

function select(input, option) {
  for (const other of options(input)) other.setAttribute("aria-selected", String(other === option));
  if (option) {
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else input.removeAttribute("aria-activedescendant");
}

function close(input) {
  document.getElementById(input.getAttribute("aria-controls")).replaceChildren();
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

const open = (option) => option.dataset.href && location.assign(option.dataset.href);

document.addEventListener("htmx:afterSwap", (event) => {
  if (!event.target.matches?.(".search-list")) return;
  const input = document.querySelector(`[aria-controls="${event.target.id}"]`);
  input.setAttribute("aria-expanded", String(options(input).length > 0));
  input.removeAttribute("aria-activedescendant");
});

document.addEventListener("keydown", (event) => {
  const input = event.target.closest('[data-search] [role="combobox"]');
  if (!input) return;
  const all = options(input);
  const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!all.length) return;
    event.preventDefault();
    select(input, all[(now + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
  } else if (event.key === "Enter" && all[now]) {
    event.preventDefault();
    open(all[now]);
  } else if (event.key === "Escape") {
    close(input);
    document.body.classList.remove("searching");
  }
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open-search]");
  if (opener) {
    event.preventDefault();
    document.body.classList.add("searching");
    document.querySelector("[data-search-key]")?.focus();
  }
  if (event.target.closest("[data-close-search]")) document.body.classList.remove("searching");
  const option = event.target.closest('.search-list [role="option"]');
  if (option && !event.target.closest("a")) open(option);
  if (!event.target.closest("[data-search]")) {
    document.querySelectorAll('[data-search] [aria-expanded="true"]').forEach(close);
  }
});
