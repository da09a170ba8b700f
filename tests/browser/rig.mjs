/**
 * What every browser test shares: a browser, a server of a built site on 127.0.0.1, and visits that keep an account of what went wrong.
 * SITE and FIXTURE name the folders of the built course and of the built fixture course.
 */

import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, extname, join, resolve } from 'node:path'
import { after, afterEach, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import { findBrowser, findShell } from './find.mjs'
import { headersFor, rulesOf } from './headers.mjs'

/**
 * @typedef {import('playwright').Page} Page
 * @typedef {import('playwright').Locator} Locator
 * @typedef {{page: Page, faults: string[], requests: string[]}} Visit
 * @typedef {import('playwright').BrowserContextOptions & {init?: () => void, kept?: Record<string, string>}} How
 * `init` runs in each page before its own scripts, `kept` is what local storage holds from the start.
 */

const TESTS = dirname(dirname(fileURLToPath(import.meta.url)))
export const SITE = resolve(TESTS, process.env.SITE ?? '../site')
export const FIXTURE = resolve(TESTS, process.env.FIXTURE ?? 'browser/course/site')

export const FLAGS = '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'
export const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', json: 'application/json', svg: 'image/svg+xml', webmanifest: 'application/manifest+json' }

/** Give the tests of this file a browser and the site in `folder`. Each test's visits are closed behind it. @param {string} folder */
export function rig(folder) {
  if (!existsSync(join(folder, 'index.html'))) throw new Error(`${folder} holds no built site. Run the tests by pytest, which builds it.`)
  /** @type {import('playwright').Browser} */
  let browser
  /** @type {{url: string, close: () => void}} */
  let server
  before(async () => {
    server = await serve(folder)
    browser = await launch()
  })
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())))
  after(async () => {
    await browser?.close()
    server?.close()
  })
  /** A reader with a device of their own. @param {How} [how] */
  const reader = async ({ init, kept, ...options } = {}) => {
    const storageState = kept && stateWith(server.url, kept)
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...(kept && { storageState }), ...options })
    await context.addInitScript(withoutWorker)
    if (init) await context.addInitScript(init)
    return { open: (/** @type {string} */ path) => visit(context, server.url + path), context }
  }
  return {
    reader,
    /** Open a page as a new reader. @param {string} path @param {How} [how] */
    open: async (path, how) => (await reader(how)).open(path),
  }
}

/** In the page: a browser without service workers, so that each test asks the server anew. What they do is tested in offline.test.mjs. */
function withoutWorker() {
  Reflect.deleteProperty(Navigator.prototype, 'serviceWorker')
}

/** In the page, as its `init`: tells of each refusal by the site's own policy, whether or not the browser does. */
export const reportRefusals = () => addEventListener('securitypolicyviolation', (event) => console.error(`refused: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`))

/** @param {string} url @param {Record<string, string>} kept */
const stateWith = (url, kept) => ({ cookies: [], origins: [{ origin: new URL(url).origin, localStorage: Object.entries(kept).map(([name, value]) => ({ name, value })) }] })

/** @param {string} [executablePath] @returns {Promise<import('playwright').Browser>} */
export function launch(executablePath = findShell() ?? findBrowser()) {
  if (!executablePath) throw new Error('There is no Chromium. Run: cd tests && sh browser/install.sh')
  return chromium.launch({ executablePath, args: FLAGS.split(' ') })
}

/** Serve a folder until close(), with the headers that it asks its host for. @param {string} folder @param {import('./headers.mjs').Rule[]} [rules] @returns {Promise<{url: string, close: () => void}>} */
export async function serve(folder, rules = rulesOf(folder)) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
    const file = path.endsWith('/') ? join(folder, path, 'index.html') : join(folder, path)
    const found = file.startsWith(folder) && existsSync(file) && statSync(file).isFile()
    const instead = found ? '' : lostPage(folder, file)
    response.writeHead(found ? 200 : 404, { ...headersFor(rules, path), 'content-type': TYPES[extname(instead || file).slice(1)] ?? 'application/octet-stream' })
    if (found || instead) createReadStream(instead || file).pipe(response)
    else response.end('not found')
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${port}/`, close }
}

/** The page for lost readers of the site that a missing file would be in. @param {string} folder @param {string} file */
function lostPage(folder, file) {
  for (let at = dirname(file); at.startsWith(folder); at = dirname(at)) if (existsSync(join(at, '404.html'))) return join(at, '404.html')
  return ''
}

/** The addresses of all pages of a built site, from its root. @param {string} folder @returns {string[]} */
export function pagesOf(folder) {
  return /** @type {string[]} */ (readdirSync(folder, { recursive: true }))
    .filter((file) => file.endsWith('.html'))
    .map((file) => file.replaceAll('\\', '/').replace(/(^|\/)index\.html$/, '$1'))
    .sort()
}

/** Open a tab and note its requests, and what a reader's browser would complain about. @param {import('playwright').BrowserContext} context @param {string} url @returns {Promise<Visit>} */
export async function visit(context, url) {
  const page = await context.newPage()
  /** @type {string[]} */
  const [faults, requests] = [[], []]
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && faults.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText
    if (reason !== 'net::ERR_ABORTED') faults.push(`failed: ${request.url()} ${reason}`) // aborted is what a page leaves behind when it is left
  })
  page.on('response', (response) => response.status() >= 400 && faults.push(`${response.status()}: ${response.url()}`))
  page.on('request', (request) => {
    requests.push(request.url())
    if (!/^(http:\/\/127\.0\.0\.1:\d+\/|data:|blob:)/.test(request.url())) faults.push(`leaves 127.0.0.1: ${request.url()}`)
  })
  page.setDefaultTimeout(15000)
  await page.goto(url)
  return { page, faults, requests }
}
