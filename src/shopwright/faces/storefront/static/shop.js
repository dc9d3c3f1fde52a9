// What pages do beyond what they do without scripts: suggestions while typing, a variant chosen at once, the cart beside.
"use strict";

const field = document.querySelector("[data-suggest]");
const list = document.getElementById("suggestions");

if (field && list) {
  let waiting = 0;
  let asked = null;

  const hide = () => {
    list.hidden = true;
  };

  const suggest = async () => {
    const words = field.value.trim();
    asked?.abort();
    if (words.length < 2) {
      hide();
      return;
    }
    asked = new AbortController();
    try {
      const address = `${field.dataset.suggest}?q=${encodeURIComponent(words)}`;
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok) {
        hide();
        return;
      }
      list.innerHTML = await answer.text();
      list.hidden = !list.querySelector("li");
    } catch (error) {
      if (error.name !== "AbortError") {
        hide();
      }
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(suggest, 150);
  });
  document.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (list.hidden) {
      return;
    }
    if (event.key === "Escape") {
      hide();
      field.focus();
    } else if (event.key === "ArrowDown" && (document.activeElement === field || at >= 0)) {
      event.preventDefault();
      (links[at + 1] ?? links[0])?.focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (links[at - 1] ?? field).focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!list.contains(event.target) && event.target !== field) {
      hide();
    }
  });
}

for (const form of document.querySelectorAll("[data-at-once]")) {
  form.querySelector("button").hidden = true;
  form.addEventListener("change", () => form.requestSubmit());
}

if (matchMedia("(max-width: 52rem)").matches) {
  for (const folded of document.querySelectorAll("[data-folded-on-phones]")) {
    folded.open = false;
  }
}

const drawer = document.getElementById("drawer");

for (const form of drawer?.showModal ? document.querySelectorAll("[data-drawer]") : []) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const sent = new URLSearchParams(new FormData(form));
    sent.set("drawer", "1");
    try {
      const answer = await fetch(form.action, { method: "POST", body: sent });
      if (!answer.ok) {
        throw new Error(answer.statusText);
      }
      drawer.innerHTML = await answer.text();
    } catch {
      form.submit();
      return;
    }
    const pieces = drawer.querySelector("[data-pieces]").dataset.pieces;
    const count = document.querySelector("[data-count]");
    count.textContent = pieces;
    count.hidden = pieces === "0";
    drawer.showModal();
  });
}

drawer?.addEventListener("click", (event) => {
  if (event.target === drawer) {
    drawer.close();
  }
});

document.querySelector("[aria-invalid]")?.focus();
