/** The main paths in a stock Firefox, by WebDriver BiDi: what a reader does there works as it does in Chromium, and nothing is refused or fails. */

import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import puppeteer from 'puppeteer-core'
import { answered } from '../../docs/assets/quiz/entry.js'
import { findFirefox } from './find.mjs'
import { newHost } from './host.mjs'
import { FIXTURE, SITE } from './rig.mjs'

/** @typedef {import('puppeteer-core').Page} Page @typedef {import('puppeteer-core').BrowserContext} Device */

const LESSON = 'interactive-marketing/contacts-on-site/'
const DAY = 24 * 3600 * 1000
const executablePath = findFirefox()
const skip = executablePath ? false : 'There is no Firefox. Run: sudo apt-get install firefox-esr'

/** In the page: tells of each refusal, whether or not the browser does. */
const tell = () => addEventListener('securitypolicyviolation', (event) => console.error(`refused: ${event.effectiveDirective} ${event.blockedURI}`))

/** Wait until a page shows something, and return its words in one line. @param {Page} page @param {string} selector @param {RegExp} [words] @returns {Promise<string>} */
async function said(page, selector, words = /./) {
  const found = await page.waitForFunction(
    (selector, source) => {
      const texts = [...document.querySelectorAll(selector)].map((node) => /** @type {HTMLElement} */ (node).innerText.replace(/\s+/g, ' ').trim())
      return texts.find((text) => new RegExp(source).test(text))
    },
    {},
    selector,
    words.source,
  )
  return String(await found.jsonValue())
}

/** Press the button of these words. @param {Page} page @param {string} name */
const press = (page, name) => page.locator(`::-p-aria([name="${name}"][role="button"])`).click()

/** Tab on until the element that has focus matches. @param {Page} page @param {string} selector */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return
  }
  throw new Error(`No Tab leads to ${selector}.`)
}

/** Check a question by keys alone. @param {Page} page @param {string} id */
async function answerByKeys(page, id) {
  await tabTo(page, `#q-${id} .options input`)
  await page.keyboard.press(' ')
  await tabTo(page, `#q-${id} .do button`)
  await page.keyboard.press('Enter')
}

describe('in Firefox', { skip }, () => {
  const downloads = mkdtempSync(join(tmpdir(), 'firefox-'))
  /** @type {import('puppeteer-core').Browser} */
  let browser
  /** @type {Record<'course' | 'fixture', import('./host.mjs').Host>} */
  let hosts
  /** @type {Device[]} */
  const devices = []
  /** @type {string[]} */
  let faults = []

  before(async () => {
    hosts = { course: await newHost(SITE), fixture: await newHost(FIXTURE) }
    const extraPrefsFirefox = { 'browser.download.folderList': 2, 'browser.download.dir': downloads, 'browser.download.useDownloadDir': true }
    browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true, extraPrefsFirefox })
  })
  afterEach(async () => {
    await Promise.all(devices.splice(0).map((device) => device.close()))
    const found = faults.splice(0)
    assert.deepEqual(found, [])
  })
  after(async () => {
    await browser?.close()
    for (const host of Object.values(hosts ?? {})) host.close()
    rmSync(downloads, { recursive: true })
  })

  /** A page on a device of its own, whose faults are noted. @param {string} url @param {Device} [device] */
  async function open(url, device) {
    const context = device ?? (await browser.createBrowserContext())
    if (!device) devices.push(context)
    const page = await context.newPage()
    page.setDefaultTimeout(15000)
    page.on('console', (message) => ['error', 'warn'].includes(message.type()) && faults.push(`console: ${message.text()}`))
    page.on('pageerror', (error) => faults.push(`error: ${error}`))
    page.on('response', (response) => response.status() >= 400 && faults.push(`${response.status()}: ${response.url()}`))
    page.on('request', (request) => /^(http:\/\/127\.0\.0\.1:\d+\/|data:|blob:)/.test(request.url()) || faults.push(`leaves 127.0.0.1: ${request.url()}`))
    await page.evaluateOnNewDocument(tell)
    await page.goto(url)
    return page
  }

  /** @param {Page} page @param {Record<string, any>} entries what local storage holds before the page is opened again */
  async function keep(page, entries) {
    await page.evaluate((entries) => Object.entries(entries).forEach(([name, entry]) => localStorage.setItem(`browser-tests:${name}`, JSON.stringify(entry))), entries)
    await page.reload()
  }

  it('pages of every kind load, and nothing is refused', async () => {
    const page = await open(hosts.course.url)
    for (const path of [LESSON, 'glossary/', 'study/', 'study/review/', 'study/data/']) {
      await page.goto(hosts.course.url + path, { waitUntil: 'load' })
      assert.notEqual(await said(page, 'h1'), '', path)
    }
  })

  it('a question is answered by keyboard, and the answer is there after a reload', async () => {
    const page = await open(`${hosts.fixture.url}a/all/`)
    await answerByKeys(page, 'porter')
    const verdict = await said(page, '#q-porter .verdict', /Right\.|Not this one\./)
    await page.reload()
    assert.equal(await said(page, '#q-porter .verdict'), verdict)
    assert.equal(await page.$$eval('#q-porter input:checked', (inputs) => inputs.length), 1)
  })

  it('a review round asks what is due, and how sure the reader is', async () => {
    const page = await open(`${hosts.fixture.url}study/review/`)
    await keep(page, { 'q:porter': answered(null, 1, { answer: ['b'], right: false }, 1, new Date(Date.now() - 2 * DAY)) })
    await said(page, '.tool', /^1 question is due today/)
    await press(page, 'Begin a round')
    await page.waitForSelector('#q-porter')
    await tabTo(page, '#q-porter .options input')
    await page.keyboard.press(' ')
    await tabTo(page, '#q-porter .certainty input')
    await page.keyboard.press(' ')
    await tabTo(page, '#q-porter .do button')
    await page.keyboard.press('Enter')
    await said(page, '#q-porter .verdict', /Right\.|Not this one\./)
    await press(page, 'Finish')
    await said(page, '.tool', /of 1 right in this round/)
  })

  it('a test is handed in and reported by lesson', async () => {
    const page = await open(`${hosts.fixture.url}tests/part/`)
    await press(page, 'Begin the test')
    await page.waitForSelector('#q-held-single')
    await tabTo(page, '#q-held-single .options input')
    await page.keyboard.press(' ')
    await press(page, 'Hand in')
    await said(page, '.tool', /without/i)
    await press(page, 'Hand in')
    await said(page, '.tool', /^\d of 8 right Lesson Right/)
    await page.waitForSelector('form.question .verdict[data-tone]')
  })

  it('search finds a Swedish term and leads to it', async () => {
    const page = await open(hosts.course.url + LESSON)
    await page.locator('[data-search-open]').click()
    await page.waitForSelector('dialog[open] input[type=search]')
    await page.keyboard.type('sanningens ögonblick')
    await page.waitForSelector('a.hit[href*="glossary/#moment-of-truth"]')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => location.hash === '#moment-of-truth')
  })

  it('reading settings act and are remembered', async () => {
    const page = await open(`${hosts.fixture.url}a/later/`)
    const size = () => page.$eval('article', (node) => parseFloat(getComputedStyle(node).fontSize))
    const before = await size()
    await press(page, 'Reading')
    await page.locator('input[name="text-size"][value="150"]').click()
    await page.waitForSelector('html[data-text-size="150"]')
    await page.reload()
    assert.equal(await size(), 1.5 * before)
  })

  it('a copy is saved as a file, and taken over on another device', async () => {
    const page = await open(`${hosts.fixture.url}study/data/`)
    await keep(page, { 'q:porter': answered(null, 1, { answer: ['a'], right: true }, 1, new Date()) })
    await press(page, 'Save a copy')
    await said(page, '.tool', /The copy is in your downloads\./)
    const other = await open(`${hosts.fixture.url}study/data/`)
    await said(other, '.tool', /Nothing is kept/)
    const field = /** @type {import('puppeteer-core').ElementHandle<HTMLInputElement>} */ (await other.waitForSelector('input[type=file]'))
    await field.uploadFile(await savedFile(other))
    await said(other, '.tool', /Taken over: 1 new/)
  })

  /** The file that was downloaded, once it is whole. @param {Page} page any page, to wait by */
  async function savedFile(page) {
    const end = Date.now() + 10000
    for (;;) {
      const files = readdirSync(downloads)
      if (files.length === 1 && files[0].endsWith('.json')) return join(downloads, files[0])
      assert.ok(Date.now() < end, `no copy came: ${files}`)
      await page.evaluate(() => new Promise((done) => setTimeout(done, 20)))
    }
  }

  it('a lesson that was read is there without a connection', async () => {
    const host = await newHost(SITE)
    const page = await open(host.url + LESSON)
    await page.waitForFunction(async () => Boolean(await caches.match(location.href)))
    const words = await said(page, 'h1')
    host.away = true
    await page.reload()
    assert.equal(await said(page, 'h1'), words)
    assert.ok(await page.evaluate(() => Boolean(navigator.serviceWorker.controller)))
    host.close()
  })
})
