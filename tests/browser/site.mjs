/**
 * What every browser test shares: a browser, a server of a built site on 127.0.0.1, and visits that keep an account of what went wrong.
 * SITE and FIXTURE name the folders of the built course and of the built fixture course.
 */

import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, extname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import { findBrowser } from './find.mjs'

const TESTS = dirname(dirname(fileURLToPath(import.meta.url)))
export const SITE = resolve(TESTS, process.env.SITE ?? '../site')
export const FIXTURE = resolve(TESTS, process.env.FIXTURE ?? 'browser/course/site')

const FLAGS = '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** @returns {Promise<import('playwright').Browser>} */
export function launch() {
  const executablePath = findBrowser()
  if (!executablePath) throw new Error('There is no Chromium. Run: cd tests && sh browser/install.sh')
  return chromium.launch({ executablePath, args: FLAGS.split(' ') })
}

/**
 * Serve a folder; close() ends it.
 * @param {string} folder @returns {Promise<{url: string, close: () => void}>}
 */
export async function serve(folder) {
  if (!existsSync(join(folder, 'index.html'))) throw new Error(`${folder} holds no built site. Build it, or run the tests by pytest, which does.`)
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
    let file = join(folder, path)
    if (existsSync(file) && statSync(file).isDirectory()) file = join(file, 'index.html')
    const found = file.startsWith(folder) && existsSync(file)
    response.writeHead(found ? 200 : 404, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
    if (found) createReadStream(file).pipe(response)
    else response.end('not found')
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** The addresses of all pages of a built site, relative to its root. @param {string} folder @returns {string[]} */
export function pagesOf(folder) {
  return /** @type {string[]} */ (readdirSync(folder, { recursive: true }))
    .filter((file) => file.endsWith('.html'))
    .map((file) => relative(folder, join(folder, file)).replaceAll('\\', '/').replace(/(^|\/)index\.html$/, '$1'))
    .sort()
}

/**
 * Open a tab that notes console errors, failed requests and requests that leave 127.0.0.1.
 * @param {import('playwright').BrowserContext} context
 * @returns {Promise<{page: import('playwright').Page, faults: string[], requests: string[]}>}
 */
export async function visit(context) {
  const page = await context.newPage()
  /** @type {string[]} */
  const faults = []
  /** @type {string[]} */
  const requests = []
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && faults.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('requestfailed', (request) => faults.push(`failed: ${request.url()} ${request.failure()?.errorText}`))
  page.on('response', (response) => response.status() >= 400 && faults.push(`${response.status()}: ${response.url()}`))
  page.on('request', (request) => {
    requests.push(request.url())
    if (!/^(http:\/\/127\.0\.0\.1:|data:|blob:|about:)/.test(request.url())) faults.push(`leaves 127.0.0.1: ${request.url()}`)
  })
  page.setDefaultTimeout(5000)
  return { page, faults, requests }
}
