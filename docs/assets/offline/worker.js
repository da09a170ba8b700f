/**
 * The service worker: keeps on the device what the reader has opened, or the whole course, and answers from there before it asks the network.
 * sw.js names the build and its shell, which are the files that no page can do without, and loads this.
 *
 * One cache a build. A new build installs beside the old one, copies what it finds there by its content, fetches what has changed, and waits
 * until the reader takes it or has closed every page. Pages tell the worker what they are made of, so that it keeps nothing of
 * other applications on the same host; what it stores comes out of the browser's own cache and is not sent again.
 */

/**
 * @typedef {Record<string, [digest: string, bytes: number, needs?: number]>} Files addresses below the scope, "" for the home page
 * @typedef {{response: Response, files: Files, needs: number[][], moved: boolean}} Contents `needs` are places in `files`: what a page loads
 */

const worker = /** @type {ServiceWorkerGlobalScope & {course: {build: string, shell: Record<string, string>}}} */ (/** @type {unknown} */ (self))
const { build, shell } = worker.course
const { scope } = worker.registration
const mark = `course ${scope} `
const name = mark + build
const list = `${scope}offline.json`

/** @param {string} path */
const urlOf = (path) => new URL(path, scope).href

/** What a file is kept under: without query, fragment and index.html. @param {string} url */
function keyOf(url) {
  const { origin, pathname } = new URL(url)
  return origin + pathname.replace(/\/index\.html$/, '/')
}

/** This build's cache first, then those that were made before it: an open page of an older build may need its own files. */
async function cachesInUse() {
  const names = (await caches.keys()).filter((other) => other.startsWith(mark))
  const older = names.slice(0, names.indexOf(name) + 1 || names.length).filter((other) => other !== name)
  return Promise.all([name, ...older.reverse()].map((other) => caches.open(other)))
}

/** @param {string} key @param {Cache[]} [inUse] @returns {Promise<Response | undefined>} */
async function find(key, inUse) {
  for (const cache of inUse ?? (await cachesInUse())) {
    const kept = await cache.match(key)
    if (kept) return kept
  }
}

/** What the server says of a file as it is, not of another place or a part of it. @param {Response} response */
const sound = (response) => response.status === 200 && response.type === 'basic' && !response.redirected

/** As hooks/course/offline.py makes it. @param {Response} response */
async function digestOf(response) {
  const whole = await crypto.subtle.digest('SHA-256', await response.clone().arrayBuffer())
  return btoa(String.fromCharCode(...new Uint8Array(whole, 0, 9)))
}

/** The file with that content, or null where the server has another; rejects without a connection. @param {string} key @param {string} digest */
async function fetched(key, digest) {
  for (const cache of /** @type {const} */ (['force-cache', 'reload'])) {
    const response = await fetch(key, { cache })
    if (sound(response) && (await digestOf(response)) === digest) return response
  }
  return null
}

/** Everything that is kept, by its content. @param {Cache[]} kept @returns {Promise<Map<string, () => Promise<Response | undefined>>>} */
async function byContent(kept) {
  const stock = new Map()
  for (const cache of kept)
    for (const request of await cache.keys()) {
      const response = await cache.match(request)
      if (response) stock.set(await digestOf(response), () => cache.match(request))
    }
  return stock
}

/** Keep a file, unless it is there; false where the server has no such file. @param {string} path @param {string} digest @param {Map<string, () => Promise<Response | undefined>>} [stock] */
async function keep(path, digest, stock) {
  const cache = await caches.open(name)
  if (await cache.match(urlOf(path))) return true
  const copy = await stock?.get(digest)?.()
  // A copy must forget where it comes from: a script would look there for what it imports.
  const response = copy ? new Response(copy.body, copy) : await fetched(urlOf(path), digest)
  if (response) await cache.put(urlOf(path), response)
  return response !== null
}

/** What this build is made of; rejects where the server has moved on to another. @returns {Promise<Contents>} */
async function contents() {
  const response = (await (await caches.open(name)).match(list)) ?? (await fetch(list, { cache: 'no-cache' }))
  const found = await response.clone().json()
  if (found.build !== build) throw new Error('moved')
  return { response, ...found, moved: false }
}

/** @template T @param {T[]} items @param {(item: T) => Promise<unknown>} act */
async function sixAtATime(items, act) {
  const queue = items.values()
  const lane = async () => {
    for (const item of queue) await act(item)
  }
  await Promise.all(Array.from({ length: 6 }, lane))
}

/** The whole shell or nothing. What the reader had stays kept: a lost connection makes the browser try again, a file that is no more does not. */
async function install() {
  const [, ...older] = await cachesInUse()
  const stock = await byContent(older)
  await sixAtATime(Object.entries(shell), async ([path, digest]) => {
    if (!(await keep(path, digest, stock))) throw new Error(`${path} is not what the build made`)
  })
  if (older.length) await carryOver(older, stock)
}

/** Keep anew what was kept, and what its pages load now. @param {Cache[]} older @param {Map<string, () => Promise<Response | undefined>>} stock */
async function carryOver(older, stock) {
  const { response, files, needs } = await contents()
  const keys = (await Promise.all(older.map((cache) => cache.keys()))).flat().map((request) => request.url)
  const whole = keys.includes(list)
  const had = new Set(keys.map(plain))
  const paths = Object.keys(files).filter((path) => whole || had.has(plain(urlOf(path))))
  const loaded = paths.flatMap((path) => needs[files[path][2] ?? -1] ?? []).map((place) => Object.keys(files)[place])
  await sixAtATime([...new Set([...paths, ...loaded])], (path) => keep(path, files[path][0], stock))
  if (whole) await (await caches.open(name)).put(list, response)
}

/** An address without the name of the build that its file belongs to. @param {string} url */
const plain = (url) => url.replace(/\/assets\/[0-9a-f]{10}\//, '/assets/')

/** Forget older builds when no more than so many pages are open, those that are surely of this one. @param {number} fresh */
async function tidy(fresh) {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (pages.filter((page) => page.url.startsWith(scope)).length > fresh) return
  const names = (await caches.keys()).filter((other) => other.startsWith(mark))
  await Promise.all(names.slice(0, Math.max(0, names.indexOf(name))).map((other) => caches.delete(other)))
}

/** @param {Request} request @returns {Promise<Response>} */
async function answer(request) {
  const key = keyOf(request.url)
  const kept = await find(key).catch(() => undefined)
  if (kept) return kept
  if (request.mode !== 'navigate') return fetch(request)
  if (!key.endsWith('/') && (await find(`${key}/`).catch(() => undefined))) return Response.redirect(`${key}/${new URL(request.url).search}`)
  return fetch(request).catch(() => Response.redirect(`${scope}?page=${encodeURIComponent(request.url.slice(scope.length))}`))
}

/** What a page may ask, each with a promise of what it is told. @type {Record<string, (...values: any[]) => Promise<unknown>>} */
const wishes = {
  /** Keep a page that has been read with all that it is made of, the page last. */
  async visited(/** @type {string[]} */ urls) {
    const inUse = await cachesInUse() // as they are now: another build may take over meanwhile, and this page is not of it
    for (const key of new Set(urls.map(keyOf))) {
      if (!key.startsWith(scope) || (await find(key, inUse))) continue
      const response = await fetch(key, { cache: 'force-cache' })
      if (sound(response)) await inUse[0].put(key, response)
    }
  },
  opened: () => tidy(1),
  /** The addresses that are kept, whether they are the whole course, and the files that it would take. */
  async stock() {
    const kept = (await (await caches.open(name)).keys()).map((request) => request.url.slice(scope.length))
    const { files, moved } = await contents().catch((error) => ({ files: null, moved: error.message === 'moved' }))
    return { kept, shell: Object.keys(shell), whole: kept.includes('offline.json'), files, moved }
  },
  keep,
  /** Remember that the whole course is kept, so that the next build keeps it whole. */
  async seal() {
    const { response } = await contents()
    await (await caches.open(name)).put(list, response)
  },
  /** Forget all but the shell. */
  async drop() {
    await tidy(Infinity)
    const cache = await caches.open(name)
    const extra = (await cache.keys()).filter((request) => !(request.url.slice(scope.length) in shell))
    await Promise.all(extra.map((request) => cache.delete(request)))
  },
  'take over': () => worker.skipWaiting(),
}

worker.addEventListener('install', (event) => event.waitUntil(install()))
worker.addEventListener('activate', (event) => event.waitUntil(tidy(0).then(() => worker.clients.claim()))) // so that the next build waits for this page, too
worker.addEventListener('fetch', (event) => {
  const { method, headers, url } = event.request
  if (method === 'GET' && !headers.has('range') && url.startsWith(scope)) event.respondWith(answer(event.request))
})
worker.addEventListener('message', (event) => {
  const [wish, ...values] = event.data
  const done = wishes[wish](...values)
  event.waitUntil(
    done.then(
      (value) => event.ports[0]?.postMessage({ value }),
      (error) => event.ports[0]?.postMessage({ error: error.name === 'Error' ? error.message : error.name }),
    ),
  )
})
