// Enhancements only: every page does its job without this file.
"use strict";

// "Use my place": worked out here, sent as the address of the answer only when the person says so.
for (const button of document.querySelectorAll("[data-place]")) {
  if (!navigator.geolocation) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    const status = document.getElementById(button.dataset.status);
    status.textContent = button.dataset.waiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        // About a kilometre is enough to know the district, and tells nobody the house. It goes in the body, not the address.
        for (const [name, value] of [["lat", coords.latitude], ["lon", coords.longitude]]) {
          button.form.elements[name].disabled = false;
          button.form.elements[name].value = value.toFixed(2);
        }
        button.form.method = "post";
        button.form.action = button.dataset.place;
        status.textContent = button.dataset.found;
        button.form.requestSubmit();
      },
      () => { status.textContent = button.dataset.failed; },
      { timeout: 15000, maximumAge: 600000 });
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => navigator.share({ title: document.title, url: button.dataset.share }).catch(() => {}));
}

const summary = document.getElementById("summary");
if (summary) summary.focus();

// Answers already seen stay readable without a network: the worker keeps what passes through it; the first page came before it, with its style.
if ("serviceWorker" in navigator && document.querySelector("[data-offline]")) {
  const worker = navigator.serviceWorker;
  worker.register("/offline.js").then(() => worker.ready).then(async () => {
    if (await caches.match(location.href)) return;
    const parts = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((part) => part.href || part.src);
    await (await caches.open("enlace-answers-1")).addAll([location.href, ...parts]);
  }).catch(() => {});
}

// The menu of whoever works here slides on a phone: the room that they are in is in sight.
const room = document.querySelector(".top nav.scroll [aria-current]");
if (room) room.parentElement.scrollLeft = room.offsetLeft - room.parentElement.offsetLeft - 16;
