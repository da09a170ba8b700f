/**
 * A service worker that ends another: it takes its place, forgets what was kept of this site, takes itself off the device and loads the open
 * pages anew. sw.js loads it where the site is not offered offline. Answers are kept elsewhere and stay.
 */

const leaving = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self))

async function leave() {
  const { scope } = leaving.registration
  const names = (await caches.keys()).filter((name) => name.startsWith(`course ${scope} `))
  await Promise.all(names.map((name) => caches.delete(name)))
  await leaving.registration.unregister()
  const pages = await leaving.clients.matchAll({ type: 'window' })
  await Promise.all(pages.map((page) => page.navigate(page.url)))
}

leaving.addEventListener('install', (event) => event.waitUntil(leaving.skipWaiting()))
leaving.addEventListener('activate', (event) => event.waitUntil(leave()))
