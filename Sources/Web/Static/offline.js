"use strict";
const kept = "enlace-answers-1";
const worthKeeping = (url) => url.origin === location.origin && /^\/(static|[a-z]{2})(\/|$)/.test(url.pathname) && !/\/(desk|account|people|sign-)/.test(url.pathname);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || !worthKeeping(url)) return;
  event.respondWith((async () => {
    const cache = await caches.open(kept);
    try {
      const fresh = await fetch(event.request);
      // What only a signed-in person may see says "no-store" and is never kept.
      if (fresh.ok && !/no-store/.test(fresh.headers.get("cache-control") || "")) await cache.put(event.request, fresh.clone());
      return fresh;
    } catch (error) {
      const old = await cache.match(event.request);
      if (old) return old;
      throw error;
    }
  })());
});
