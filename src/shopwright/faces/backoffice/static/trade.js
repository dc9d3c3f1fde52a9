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
