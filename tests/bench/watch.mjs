/**
 * Opens pages in a headless browser and tells when they show given words. Each line on stdin is a JSON object, each answered by one on
 * stdout: {open: name, url} opens a page, {see: name, words} waits until the page's text holds the words and answers with the time.
 */

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-sync']

const { chromium } = createRequire(import.meta.url)(process.env.BENCH_PLAYWRIGHT ?? 'playwright-core')
const own = chromium.executablePath()
const executablePath = existsSync(own) ? own : PLACES.find(existsSync)
const browser = await chromium.launch({ executablePath, args: ARGUMENTS })
const pages = {}

const acts = {
  async open({ open, url }) {
    const context = await browser.newContext()
    pages[open] = await context.newPage()
    await pages[open].goto(url, { waitUntil: 'load' })
    return {}
  },
  async see({ see, words }) {
    await pages[see].waitForFunction((text) => document.body?.textContent?.includes(text), words, { polling: 10, timeout: 60_000 })
    return { at: Date.now() / 1000 }
  },
}

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line)
  const act = Object.keys(acts).find((name) => name in order)
  console.log(JSON.stringify(await acts[act](order)))
}
await browser.close()
