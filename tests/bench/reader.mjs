/**
 * What a reader's phone feels of a built and compressed site: `node reader.mjs SITE` prints one JSON object a figure.
 * Bytes and answers are measured in Chromium with the processor slowed down four times; loading is judged by Lighthouse's mobile settings.
 */

import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, resolve } from 'node:path'
import { launch as launchChrome } from 'chrome-launcher'
import lighthouse from 'lighthouse'
import { findBrowser } from '../browser/find.mjs'
import { headersFor, rulesOf } from '../browser/headers.mjs'
import { FLAGS, TYPES, launch } from '../browser/rig.mjs'

const SITE = resolve(process.argv[2])
const LESSON = 'interactive-marketing/moments-of-truth/'
const NEXT = 'interactive-marketing/contacts-on-site/'
const KINDS = { 'first page': '', lesson: LESSON, exercise: 'exercises/audit-a-visit/', glossary: 'glossary/', review: 'study/review/' }
const CATEGORIES = { performance: 95, accessibility: 100, 'best-practices': 100, seo: 100 }

/** @typedef {Awaited<ReturnType<typeof serve>>} Host */

/** @param {string} name @param {number} value @param {string} unit @param {number} [limit] @param {boolean} [atLeast] */
const say = (name, value, unit, limit, atLeast = false) => console.log(JSON.stringify({ name, value, unit, limit, atLeast }))

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

/** Serve the compressed files beside the plain ones, as a host does, and count the bytes that go out, those that a service worker asks for included. */
async function serve() {
  const rules = rulesOf(SITE)
  const sockets = /** @type {Set<import('node:net').Socket>} */ (new Set())
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const file = join(SITE, path.endsWith('/') ? `${path}index.html` : path)
    if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end()
    const packed = existsSync(`${file}.br`)
    response.writeHead(200, { ...headersFor(rules, path), 'content-type': TYPES[extname(file).slice(1)] ?? 'application/octet-stream', ...(packed && { 'content-encoding': 'br' }) })
    createReadStream(packed ? `${file}.br` : file).pipe(response)
  })
  server.on('connection', (socket) => sockets.add(socket))
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  const sent = () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, 0)
  return { url: `http://127.0.0.1:${server.address().port}/`, sent, close: () => server.close() }
}

/** What a visit to two lessons costs, headers and all, until each is kept by the service worker. @param {Host} host @param {import('playwright').Browser} browser */
async function weigh({ url, sent }, browser) {
  const context = await browser.newContext({ viewport: { width: 412, height: 823 } })
  const page = await context.newPage()
  await visit(page, url + LESSON)
  const first = sent()
  say('first lesson, all bytes until the reader searches', first / 1024, 'KB', 110)
  await visit(page, url + NEXT)
  say('next lesson', (sent() - first) / 1024, 'KB', 15)
  await context.close()
}

/** Open a page and wait until it is at rest and kept. @param {import('playwright').Page} page @param {string} url */
async function visit(page, url) {
  await page.goto(url, { waitUntil: 'networkidle' })
  await page.waitForFunction(async () => Boolean(await caches.match(location.href)))
  await page.waitForLoadState('networkidle')
}

/** In the page: how long each press of a question's button took to the next picture, in milliseconds, as the browser itself counts it (Event Timing). */
function watch() {
  const times = /** @type {number[]} */ ((window['times'] = []))
  const own = (/** @type {PerformanceEventTiming} */ { name, target }) => name === 'click' && /** @type {Element | null} */ (target)?.closest('.do button')
  const observer = new PerformanceObserver((seen) => times.push(...seen.getEntries().filter(own).map(({ duration }) => duration)))
  observer.observe({ type: 'event', durationThreshold: 16 })
}

/** @param {string} url @param {import('playwright').Browser} browser */
async function answer(url, browser) {
  const context = await browser.newContext({ viewport: { width: 412, height: 823 } })
  await context.addInitScript(watch)
  const page = await context.newPage()
  const client = await context.newCDPSession(page)
  await client.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  const times = []
  for (const lesson of [LESSON, NEXT]) {
    await page.goto(url + lesson, { waitUntil: 'networkidle' })
    const open = await page.locator('form.question:not([data-checked])').evaluateAll((forms) => forms.map((form) => form.id))
    for (const id of open) await tryOnce(page.locator(`form#${id}`))
    await page.waitForFunction((count) => window['times'].length === count, open.length)
    times.push(...(await page.evaluate(() => window['times'])))
  }
  await context.close()
  say('click to feedback, median', median(times), 'ms', 50)
  say('click to feedback, worst', Math.max(...times), 'ms', 100)
}

/** @param {import('playwright').Locator} form */
async function tryOnce(form) {
  const option = form.locator('.options input').first()
  if (await option.count()) await option.check()
  for (const select of await form.locator('.rows select').all()) await select.selectOption({ index: 1 })
  const number = form.locator('.number input')
  if (await number.count()) await number.fill('12')
  await press(form.locator('.do button'))
  await form.locator('.verdict:not(:empty)').waitFor()
}

/** Press a button with the mouse alone: `click()` looks into the page at every event, and that would be counted. @param {import('playwright').Locator} button */
async function press(button) {
  await button.scrollIntoViewIfNeeded()
  const { x, y, width, height } = await button.boundingBox()
  await button.page().mouse.move(x + width / 2, y + height / 2)
  await button.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))))
  await button.page().mouse.down()
  await button.page().mouse.up()
}

/** @param {string} url */
async function judge(url) {
  const chrome = await launchChrome({ chromePath: findBrowser(), chromeFlags: ['--headless=new', ...FLAGS.split(' ')] })
  try {
    for (const [kind, path] of Object.entries(KINDS)) {
      const runs = []
      for (let run = 0; run < 3; run++) runs.push((await lighthouse(url + path, { port: chrome.port, logLevel: 'silent' })).lhr)
      const of = (/** @type {(lhr: any) => number} */ read) => median(runs.map(read))
      if (kind === 'lesson') {
        say('first lesson, LCP', of((lhr) => lhr.audits['largest-contentful-paint'].numericValue) / 1000, 's', 1.6)
        say('first lesson, TBT', of((lhr) => lhr.audits['total-blocking-time'].numericValue), 'ms', 50)
        say('first lesson, CLS', of((lhr) => lhr.audits['cumulative-layout-shift'].numericValue), '', 0.01)
      }
      for (const [category, least] of Object.entries(CATEGORIES)) say(`Lighthouse, ${kind}, ${category}`, 100 * of((lhr) => lhr.categories[category].score), '', least, true)
      const faults = Object.values(runs[0].audits).filter((audit) => audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode === 'binary')
      if (faults.length) console.error(`${kind}: ${faults.map((audit) => audit.id).join(', ')}`)
    }
  } finally {
    chrome.kill()
  }
}

const host = await serve()
const browser = await launch(findBrowser())
await weigh(host, browser)
await answer(host.url, browser)
await browser.close()
await judge(host.url)
host.close()
