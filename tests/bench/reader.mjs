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

/** @param {string} name @param {number} value @param {string} unit @param {number} [limit] @param {boolean} [atLeast] */
const say = (name, value, unit, limit, atLeast = false) => console.log(JSON.stringify({ name, value, unit, limit, atLeast }))

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

/** Serve the compressed files beside the plain ones, as a host does. */
async function serve() {
  const rules = rulesOf(SITE)
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const file = join(SITE, path.endsWith('/') ? `${path}index.html` : path)
    if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end()
    const packed = existsSync(`${file}.br`)
    response.writeHead(200, { ...headersFor(rules, path), 'content-type': TYPES[extname(file).slice(1)] ?? 'application/octet-stream', ...(packed && { 'content-encoding': 'br' }) })
    createReadStream(packed ? `${file}.br` : file).pipe(response)
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }
}

/** @param {import('playwright').BrowserContext} context @param {import('playwright').Page} page what a visit costs until the page is at rest, in bytes as sent */
async function meter(context, page) {
  const client = await context.newCDPSession(page)
  await client.send('Network.enable')
  let bytes = 0
  client.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
  return { client, taken: () => bytes, reset: () => (bytes = 0) }
}

/** @param {string} url @param {import('playwright').Browser} browser */
async function weigh(url, browser) {
  const context = await browser.newContext({ viewport: { width: 412, height: 823 } })
  const page = await context.newPage()
  const { taken, reset } = await meter(context, page)
  await page.goto(url + LESSON, { waitUntil: 'networkidle' })
  say('first lesson, all bytes until the reader searches', taken() / 1024, 'KB', 110)
  reset()
  await page.goto(url + NEXT, { waitUntil: 'networkidle' })
  say('next lesson', taken() / 1024, 'KB', 15)
  await context.close()
}

/** In the page: how long each answered question took from the click to the picture of its feedback, in milliseconds. */
function watch() {
  const times = /** @type {number[]} */ ((window['times'] = []))
  document.addEventListener('click', (event) => {
    if (!event.target.closest('.do button')) return
    requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - event.timeStamp)))
  }, true)
}

/** @param {string} url @param {import('playwright').Browser} browser */
async function answer(url, browser) {
  const context = await browser.newContext({ viewport: { width: 412, height: 823 } })
  await context.addInitScript(watch)
  const page = await context.newPage()
  const { client } = await meter(context, page)
  await client.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  const times = []
  for (const lesson of [LESSON, NEXT]) {
    await page.goto(url + lesson, { waitUntil: 'networkidle' })
    for (const form of await page.locator('form.question:not([data-checked])').all()) await tryOnce(form)
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
  await form.locator('.do button').click()
  await form.locator('.verdict:not(:empty)').waitFor()
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
const browser = await launch()
await weigh(host.url, browser)
await answer(host.url, browser)
await browser.close()
await judge(host.url)
host.close()
