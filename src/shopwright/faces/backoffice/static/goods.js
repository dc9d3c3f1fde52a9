// What pages of goods do beyond what they do without scripts.
"use strict";

// Only the fields that the chosen action takes.
for (const many of document.querySelectorAll("[data-many]")) {
  const action = many.querySelector("[name=action]");
  const fold = () => {
    for (const part of many.querySelectorAll("[data-for]")) {
      part.hidden = !part.dataset.for.split(" ").includes(action.value);
    }
  };
  action.addEventListener("change", fold);
  fold();
}

// The search result as it would look, while it is written.
for (const preview of document.querySelectorAll("[data-preview]")) {
  const written = (...names) => {
    for (const name of names) {
      const value = document.querySelector(`[name=${name}]`)?.value.trim();
      if (value) {
        return new DOMParser().parseFromString(value, "text/html").body.textContent;
      }
    }
    return "";
  };
  const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);
  const show = () => {
    preview.querySelector("strong").textContent = cut(`${written("seo_title", "title")} – ${preview.dataset.preview}`, 60);
    preview.querySelector("cite").textContent = `${preview.dataset.address}${written("slug")}`;
    preview.querySelector("p").textContent = cut(written("seo_description", "description"), 155);
  };
  for (const name of ["title", "seo_title", "slug", "description", "seo_description"]) {
    document.querySelector(`[name=${name}]`)?.addEventListener("input", show);
  }
}

// One more row of a table that is edited: made of its template, under the next number.
for (const button of document.querySelectorAll("[data-row-of]")) {
  const template = document.getElementById(button.dataset.rowOf);
  const body = document.getElementById(button.dataset.into);
  button.hidden = false;
  button.addEventListener("click", () => {
    const next = Number(body.dataset.next);
    body.dataset.next = next + 1;
    const made = document.createElement("tbody");
    made.append(template.content.cloneNode(true));
    for (const field of made.querySelectorAll("[name], [id], [for]")) {
      for (const name of ["name", "id", "for"]) {
        const told = field.getAttribute(name);
        if (told) {
          field.setAttribute(name, told.replace("{n}", next));
        }
      }
    }
    for (const field of made.querySelectorAll("[aria-label]")) {
      field.setAttribute("aria-label", field.getAttribute("aria-label").replace("{n}", next + 1));
    }
    const row = made.firstElementChild;
    body.append(row);
    row.querySelector("input")?.focus();
  });
}

// Pictures are put into another order by dragging them; their numbers say the same to who does not drag.
for (const list of document.querySelectorAll("[data-sorted]")) {
  let dragged = null;
  const number = () => [...list.children].forEach((each, at) => {
    each.querySelector("[data-place]").value = at + 1;
  });
  for (const item of list.children) {
    item.draggable = true;
    item.addEventListener("dragstart", (event) => {
      dragged = item;
      event.dataTransfer.effectAllowed = "move";
    });
    item.addEventListener("dragover", (event) => {
      if (dragged && dragged !== item) {
        event.preventDefault();
        item.classList.add("over");
      }
    });
    item.addEventListener("dragleave", () => item.classList.remove("over"));
    item.addEventListener("drop", (event) => {
      if (!dragged) {
        return;
      }
      event.preventDefault();
      item.classList.remove("over");
      const isBefore = item.compareDocumentPosition(dragged) & Node.DOCUMENT_POSITION_FOLLOWING;
      item[isBefore ? "before" : "after"](dragged);
      dragged = null;
      number();
    });
  }
}

// Files are dropped or chosen, and sent one after the other with how far each is.
const sent = (form, file, at, bar) => new Promise((resolve) => {
  const request = new XMLHttpRequest();
  const data = new FormData(form);
  const field = form.querySelector("input[type=file]").name;
  data.delete(field);
  data.append(field, file, file.name);
  data.set("once", `${data.get("once")}-${at}`);
  request.upload.addEventListener("progress", (event) => {
    bar.value = event.lengthComputable ? event.loaded / event.total : 0;
  });
  request.addEventListener("loadend", () => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const fault = page.querySelector(".problem p")?.textContent;
    resolve(request.status >= 200 && request.status < 300 ? "" : fault || String(request.status || "–"));
  });
  request.open("POST", form.action);
  request.send(data);
});

for (const form of document.querySelectorAll("[data-upload]")) {
  const input = form.querySelector("input[type=file]");
  const zone = form.querySelector(".drop");
  const list = form.querySelector(".loading");
  let at = 0;
  const send = async (files) => {
    let failed = false;
    for (const file of [...files]) {
      const item = document.createElement("li");
      const bar = document.createElement("progress");
      item.textContent = `${file.name} `;
      bar.max = 1;
      bar.setAttribute("aria-label", file.name);
      item.append(bar);
      list.append(item);
      at += 1;
      const fault = await sent(form, file, at, bar);
      if (fault) {
        failed = true;
        item.classList.add("fault");
        item.textContent = `${file.name}: ${fault}`;
      }
    }
    if (!failed) {
      window.location.reload();
    }
  };
  form.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && input.files.length) {
      event.preventDefault();
      send(input.files);
      input.value = "";
    }
  }, { capture: true });
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    send(event.dataTransfer.files);
  });
}

// How far a file is: the piece of the page is asked for again until it is done.
for (const watched of document.querySelectorAll("[data-watch]")) {
  const look = async () => {
    const answer = await fetch(watched.dataset.watch, { credentials: "same-origin" });
    if (answer.ok) {
      watched.innerHTML = await answer.text();
    }
    if (watched.querySelector("[data-under-way]")) {
      window.setTimeout(look, 2000);
    } else {
      window.location.reload();
    }
  };
  if (watched.querySelector("[data-under-way]")) {
    window.setTimeout(look, 1500);
  }
}
