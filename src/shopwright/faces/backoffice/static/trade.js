// What pages of the trade do beyond what they do without scripts.
"use strict";

// Who writes an amount, or pieces, means it.
document.addEventListener("input", (event) => {
  const picked = event.target.dataset?.picks;
  if (picked) {
    document.getElementById(picked).checked = true;
  }
});

// A page that waits for something looks again by itself.
if (document.querySelector("[data-look-again]")) {
  setTimeout(() => location.reload(), 2000);
}

// What happens is told as it happens, as long as somebody looks.
const places = document.querySelectorAll("[data-live]");
const numbers = document.querySelectorAll("[data-count]");
if ((places.length || numbers.length) && window.EventSource) {
  const heard = {};
  let stream = null;
  let counting = null;

  const tell = () => {
    for (const place of places) {
      const count = heard[place.dataset.live] ?? 0;
      if (count) {
        const words = count === 1 ? place.dataset.one : place.dataset.many;
        place.querySelector("a").textContent = words.replace("{n}", count);
        place.hidden = false;
      }
    }
  };
  const count = async () => {
    counting = null;
    const answer = await fetch("/admin/live/waiting", { headers: { accept: "application/json" } });
    if (!answer.ok || answer.redirected) {
      return;
    }
    const found = await answer.json();
    for (const number of numbers) {
      number.textContent = found[number.dataset.count] ?? 0;
    }
  };
  const follow = () => {
    if (document.hidden) {
      stream?.close();
      stream = null;
    } else if (!stream) {
      stream = new EventSource("/admin/live");
      stream.addEventListener("news", (event) => {
        for (const [topic, more] of Object.entries(JSON.parse(event.data))) {
          heard[topic] = (heard[topic] ?? 0) + more;
        }
        tell();
        if (numbers.length) {
          counting ??= setTimeout(count, 1000);
        }
      });
    }
  };
  document.addEventListener("visibilitychange", follow);
  window.addEventListener("pagehide", () => {
    stream?.close();
    stream = null;
  });
  window.addEventListener("pageshow", follow);
  follow();
}
