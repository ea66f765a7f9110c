// After a refused form: the summary first, and from it straight into the field.

function focusFirst(root) {
  const target = root.querySelector("[data-first-error]") || root.querySelector('[aria-invalid="true"]');
  target?.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#field_"], a[href^="#id_"]');
  const field = link && document.getElementById(link.getAttribute("href").slice(1));
  if (!field) return;
  event.preventDefault();
  const control = field.matches("input, select, textarea")
    ? field
    : field.querySelector("input:checked, input:not([type=hidden]), select, textarea");
  field.closest("details")?.setAttribute("open", "");
  field.scrollIntoView({ block: "center" });
  control?.focus({ preventScroll: true });
});

// What was refused is answered: its sentence goes, and the summary shows it ticked.
function answered({ target }) {
  const field = target.closest(".field.bad");
  const hasAnswer = target.type === "radio" || target.type === "checkbox" ? target.checked : target.value;
  if (!hasAnswer || field?.id !== `field_${target.name}`) return;
  field.classList.remove("bad");
  field.removeAttribute("aria-describedby");
  field.querySelectorAll(".err").forEach((sentence) => sentence.remove());
  field.querySelectorAll("[aria-invalid]").forEach((control) => control.removeAttribute("aria-invalid"));
  document.querySelector(`[data-first-error] a[href="#${field.id}"]`)?.classList.add("answered");
}

document.addEventListener("input", answered);
document.addEventListener("change", answered);
focusFirst(document);
document.addEventListener("htmx:afterSettle", (event) => focusFirst(event.detail.elt));
