/** What the tests of the reader's own pages share: devices with a clock and something kept, and how a reader uses these pages. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { answered } from '../../docs/assets/quiz/entry.js'
import { Question } from './question.mjs'
import { FIXTURE, rig } from './rig.mjs'

/** @typedef {import('./rig.mjs').Page} Page @typedef {import('../../docs/assets/quiz/entry.js').Certainty} Certainty */

const PREFIX = 'browser-tests:'
export const PART = 'tests/part/'
export const HELD = ['held-single', 'held-multiple', 'held-numeric', 'held-order', 'held-match', 'held-classify', 'held-line', 'held-seen']

/** Noon of a day of November 2026, or later. @param {number} date @param {number} [hour] */
export const day = (date, hour = 12) => new Date(2026, 10, date, hour)
export const TODAY = day(21)

/** A browser that knows of no service worker, so that every request can be seen and stopped. */
export const withoutWorker = () => Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined })

/** Give the tests of a file readers of the fixture course whose clock stands at noon of 21 November 2026. */
export function devices() {
  const { reader } = rig(FIXTURE)
  /** @param {import('./rig.mjs').How & {now?: Date}} [how] */
  return async ({ now = TODAY, ...how } = {}) => {
    const { open, context } = await reader(how)
    await context.addInitScript(withoutWorker)
    const at = (/** @type {Date} */ moment) => context.clock.setFixedTime(moment)
    await at(now)
    return { open, context, at }
  }
}

let seq = 0

/** What is kept of a question that was answered on days of November: date, right, how sure. @param {...[number, boolean, Certainty?]} tries */
export function entry(...tries) {
  /** @type {import('../../docs/assets/quiz/entry.js').Entry | null} */
  let kept = null
  for (const [date, right, sure] of tries) kept = answered(kept, 1, { answer: [right ? 'a' : 'b'], right, ...(sure && { sure }) }, ++seq, day(date))
  return kept
}

/** What local storage holds from the start. @param {Record<string, any>} entries @returns {Record<string, string>} */
export const kept = (entries) => Object.fromEntries(Object.entries(entries).map(([name, value]) => [PREFIX + name, typeof value === 'string' ? value : JSON.stringify(value)]))

/** What a page keeps now. @param {Page} page @returns {Promise<Record<string, any>>} */
export async function keptOn(page) {
  const pairs = await page.evaluate(() => Object.entries({ ...localStorage }))
  return Object.fromEntries(pairs.filter(([name]) => name.startsWith(PREFIX)).map(([name, text]) => [name.slice(PREFIX.length), /^\w+:aside|aside:/.test(name) ? text : JSON.parse(text)]))
}

/** @param {Page} page @param {string} id */
export const q = (page, id) => new Question(page, id)

/** What the tool says, in one line, once it says what is awaited. @param {Page} page @param {RegExp} [ready] @returns {Promise<string>} */
export async function said(page, ready = /./) {
  const found = await page.waitForFunction((source) => {
    const text = /** @type {HTMLElement | null} */ (document.querySelector('.tool'))?.innerText.replace(/\s+/g, ' ').trim() ?? ''
    return new RegExp(source).test(text) && text
  }, ready.source)
  return String(await found.jsonValue())
}

/** @param {Page} page @param {RegExp} name */
export const press = (page, name) => page.getByRole('button', { name }).click()

/** Whether an address below the root of the fixture leads to a page, and to an anchor of it. @param {string} href */
export function leads(href) {
  const { pathname, hash } = new URL(href)
  const html = readFileSync(join(FIXTURE, pathname, 'index.html'), 'utf8')
  return !hash || html.includes(`id="${hash.slice(1)}"`)
}

/** @param {string} name */
export const copyFile = (name) => new URL(`../data/copies/${name}.json`, import.meta.url).pathname

/** Take over a copy on the page of the reader's data. @param {Page} page @param {string} file */
export const takeOver = (page, file) => page.getByLabel('Take over a copy').setInputFiles(file)

/** Leave no room in the browser's storage. */
export function fill() {
  for (let size = 2 ** 22; size >= 1; size = Math.floor(size / 2)) {
    try {
      for (let count = 0; count < 9; count++) localStorage.setItem(`junk-${size}-${count}`, 'x'.repeat(size))
    } catch {
      /* on with smaller pieces */
    }
  }
}

/** Make room again. */
export const clear = () => Object.keys(localStorage).filter((key) => key.startsWith('junk')).forEach((key) => localStorage.removeItem(key))

export const blocked = () =>
  Object.defineProperty(window, 'localStorage', {
    get: () => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    },
  })

export const throwing = () => {
  for (const name of /** @type {const} */ (['getItem', 'setItem', 'removeItem', 'key'])) {
    Storage.prototype[name] = () => {
      throw new DOMException('No access.', 'SecurityError')
    }
  }
}

export const SOME = { 'q:porter': entry([1, true]), 'q:contact-or-not': entry([2, true]), 'q:held-single': entry([2, true]), 'q:guests': entry([1, true]), 'q:price': entry([3, false], [5, true]), 'q:two-right': entry([4, false]) }

/** Answers to every held-back question, right ones and wrong ones. */
export const RIGHT = { 'held-single': ['a'], 'held-multiple': ['a', 'b'], 'held-numeric': '1200', 'held-order': ['eat', 'pay', 'leave'], 'held-match': { door: 'door', till: 'till' }, 'held-classify': { smile: 'chance', help: 'chance', wait: 'risk' }, 'held-line': ['a'], 'held-seen': ['a'] }

/** Answer a question of a test, which has no button of its own. @param {Page} page @param {string} id @param {any} answer */
export async function give(page, id, answer) {
  const one = q(page, id)
  if (typeof answer === 'string') await one.number.fill(answer)
  else if (!Array.isArray(answer)) for (const [row, choice] of Object.entries(answer)) await one.choice(row).selectOption(choice)
  else if (id !== 'held-order') await one.choose(...answer)
  else await arrange(one, answer)
}

/** @param {Question} one @param {string[]} ids */
async function arrange(one, ids) {
  for (const [place, id] of ids.entries()) for (let at = (await one.places()).indexOf(id); at > place; at--) await one.move(id, 'up')
}

/** Begin a test, or go on with it. @param {Page} page @param {RegExp} [word] */
export async function sit(page, word = /Begin the test/) {
  await press(page, word)
  await page.locator('form.question').first().waitFor()
}

/** Hand in without the answers that are missing, if any. @param {Page} page */
export async function handIn(page) {
  await press(page, /Hand in/)
  if (await page.getByRole('button', { name: 'Hand in' }).count()) await press(page, /Hand in/)
  await page.locator('.tool table').waitFor()
  await page.locator('form.question, [role=alert]').first().waitFor()
}
