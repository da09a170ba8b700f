/**
 * What axe finds on every page of a built site that has questions, in each state of them, in light and dark: `node axe.mjs SITE` prints one
 * JSON object a state, and each finding on stderr.
 */

import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { faultsInBothSchemes } from '../browser/looks.mjs'
import { launch, pagesOf, serve } from '../browser/rig.mjs'

/** @typedef {import('playwright').Page} Page */

const SITE = resolve(process.argv[2])
const AT_ONCE = 2
const ASKING = pagesOf(SITE).filter((path) => !path.startsWith('questions/') && readFileSync(join(SITE, path, path.endsWith('.html') ? '' : 'index.html'), 'utf8').includes('<form class="question"'))

/** How a page is brought into each state, from the one before. @type {Record<string, (page: Page) => Promise<unknown>>} */
const STATES = {
  unanswered: async () => {},
  wrong: (page) => page.evaluate(answer, 'wrong'),
  right: async (page) => {
    await page.reload()
    await page.evaluate(answer, 'right')
  },
  reviewed: async (page) => {
    await page.evaluate(() => localStorage.setItem(`${document.querySelector('meta[name=course]')?.getAttribute('content')}:set:certainty`, 'true'))
    await page.reload()
    await page.waitForFunction(() => [...document.querySelectorAll('form.question')].every((form) => form.querySelector('.certainty')))
  },
}

/** In the page: answer every question as its own key says, or not as it says. @param {string} tone */
function answer(tone) {
  const right = tone === 'right'
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll('form.question'))) {
    const button = /** @type {HTMLElement} */ (form.querySelector('.do button'))
    if (form.dataset.checked) button.click()
    const key = new Map([...form.querySelectorAll('.key [data-for]')].map((entry) => [entry.getAttribute('data-for'), /** @type {HTMLElement} */ (entry).dataset]))
    for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll('.options input'))) if ('right' in (key.get(input.value) ?? {}) === right) input.checked = true
    for (const select of form.querySelectorAll('select')) select.value = [...select.options].map(({ value }) => value).find((value) => value && (value === key.get(select.name)?.choice) === right) ?? ''
    const number = /** @type {HTMLInputElement | null} */ (form.querySelector('.number input'))
    if (number) number.value = right ? String(/** @type {HTMLElement} */ (form.querySelector('.key [data-value][data-right]')).dataset.value) : '987654321'
    const list = form.querySelector('.sort')
    for (const id of right ? key.keys() : [...key.keys()].reverse()) list?.append(/** @type {Element} */ (list.querySelector(`[data-option="${id}"]`)))
    button.click()
  }
}

/** In the page: open all that can be opened. @param {string} tone @returns {string[]} the questions that are not in their state */
function unfold(tone) {
  for (const details of document.querySelectorAll('details')) details.open = true
  const wanted = tone === 'unanswered' ? undefined : tone === 'wrong' ? 'wrong' : 'right'
  return [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('form.question'))].filter((form) => form.dataset.checked !== wanted).map((form) => form.id)
}

const host = await serve(SITE)
const browser = await launch()
const found = Object.fromEntries(Object.keys(STATES).map((state) => [state, 0]))

/** @param {string} path */
async function look(path) {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(host.url + path)
  for (const [state, bring] of Object.entries(STATES)) {
    await bring(page)
    const elsewhere = await page.evaluate(unfold, state)
    if (elsewhere.length) throw new Error(`/${path}: not ${state}: ${elsewhere.join(', ')}`)
    const faults = await faultsInBothSchemes(page)
    for (const fault of faults) console.error(`/${path} ${state}, ${fault}`)
    found[state] += faults.length
    await page.evaluate(() => document.documentElement.removeAttribute('data-md-color-scheme'))
  }
  await context.close()
}

const waiting = [...ASKING]
await Promise.all(Array.from({ length: AT_ONCE }, async () => {
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) await look(path)
}))
for (const [state, value] of Object.entries(found)) console.log(JSON.stringify({ name: `axe violations, ${ASKING.length} pages with questions ${state}, light and dark`, value }))
await browser.close()
host.close()
