/**
 * Brings the service worker to the device once the page is at rest, tells it what the page was made of, and offers the build that waits.
 * Without it, or in a frame, every page comes from the network as ever.
 */

const button = /** @type {HTMLButtonElement | null} */ (document.querySelector('[data-worker]'))
if (button && navigator.serviceWorker && window.parent === window) void atRest().then(() => start(button))

/** Resolves when the page is loaded and has nothing else to do. @returns {Promise<unknown>} */
async function atRest() {
  if (document.readyState !== 'complete') await new Promise((done) => window.addEventListener('load', done, { once: true }))
  return new Promise((done) => ('requestIdleCallback' in window ? requestIdleCallback(done) : setTimeout(done, 500)))
}

/** @param {HTMLButtonElement} button */
async function start(button) {
  const registration = await navigator.serviceWorker.register(button.dataset.worker ?? '').catch(() => null)
  if (!registration) return
  offer(registration, button)
  if (navigator.serviceWorker.controller) void registration.update().catch(() => {}) // browsers look for a new build much later
  await navigator.serviceWorker.ready
  registration.active?.postMessage(['opened'])
  const observer = new PerformanceObserver((seen) => tell(registration, seen.getEntries()))
  observer.observe({ type: 'resource', buffered: true })
}

/** What a page is made of, itself last: it is kept when all else is. @param {ServiceWorkerRegistration} registration @param {PerformanceEntry[]} entries */
function tell(registration, entries) {
  registration.active?.postMessage(['visited', [...entries.map((entry) => entry.name), location.href]])
}

/** Show the button when a new build has been fetched beside the one in use. @param {ServiceWorkerRegistration} registration @param {HTMLButtonElement} button */
function offer(registration, button) {
  const show = () => {
    button.hidden = !(registration.active && registration.waiting)
    document.documentElement.toggleAttribute('data-update', !button.hidden)
  }
  const follow = () => registration.installing?.addEventListener('statechange', show)
  registration.addEventListener('updatefound', follow)
  button.addEventListener('click', () => takeOver(registration.waiting))
  follow()
  show()
}

/** Let the new build take over and show it; where another tab has done so, there is nothing left but to show it. @param {ServiceWorker | null} worker */
function takeOver(worker) {
  if (!worker) return location.reload()
  worker.addEventListener('statechange', () => worker.state === 'activated' && location.reload())
  worker.postMessage(['take over'])
}
