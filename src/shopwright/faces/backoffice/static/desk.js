// What pages of the back office do beyond what they do without scripts.
"use strict";

// A question before what can't be taken back.
document.addEventListener("submit", (event) => {
  const asked = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (asked && !window.confirm(asked)) {
    event.preventDefault();
  }
});

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") {
    return;
  }
  if (event.target.dataset.sent) {
    event.preventDefault();
    return;
  }
  event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
  }
});

// What works by scripts alone is not shown without them.
for (const button of document.querySelectorAll("[data-more]")) {
  button.hidden = false;
}

// One box ticks all of its list.
for (const all of document.querySelectorAll("[data-all]")) {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of document.querySelectorAll(`input[type=checkbox][name="${all.dataset.all}"]`)) {
      box.checked = all.checked;
    }
  });
}

// One more row of a form that repeats: a copy of its last, emptied and numbered on.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-more]");
  if (!button) {
    return;
  }
  const rows = button.previousElementSibling;
  const last = rows.lastElementChild;
  const added = last.cloneNode(true);
  const at = rows.children.length;
  for (const field of added.querySelectorAll("input, select, textarea, label, small")) {
    for (const name of ["name", "id", "for", "aria-describedby"]) {
      const told = field.getAttribute(name);
      if (told) {
        field.setAttribute(name, told.replace(/\.(\d+)(?=\D*$|\.[a-z_]+(?:-|$))/, `.${at}`));
      }
    }
    if (field.type === "checkbox") {
      field.checked = false;
    } else if ("value" in field) {
      field.value = "";
    }
  }
  rows.append(added);
  added.querySelector("input, select, textarea")?.focus();
});

document.querySelector("[data-focus]")?.focus();

if (matchMedia("(max-width: 60rem)").matches) {
  for (const folded of document.querySelectorAll("[data-folded-on-phones]")) {
    folded.open = false;
  }
}
