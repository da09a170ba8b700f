/** The reader's own pages: what is marked, counted, asked again, tested, copied and taken away, on whatever device and day. */

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { answered } from '../../docs/assets/quiz/entry.js'
import { SOUND, faultsInBothSchemes, lowTargets, overflow } from './looks.mjs'
import { Question, hasFocus, tabTo } from './question.mjs'
import { FIXTURE, SITE, rig } from './rig.mjs'

/**
 * @typedef {import('./rig.mjs').Page} Page @typedef {import('./rig.mjs').How} How
 * @typedef {import('../../docs/assets/quiz/entry.js').Certainty} Certainty
 */

const { reader } = rig(FIXTURE)
const PREFIX = 'browser-tests:'
const PART = 'tests/part/'
const HELD = ['held-single', 'held-multiple', 'held-numeric', 'held-order', 'held-match', 'held-classify', 'held-line', 'held-seen']

/** Noon of a day of November 2026, or later. @param {number} date @param {number} [hour] */
const day = (date, hour = 12) => new Date(2026, 10, date, hour)
const TODAY = day(21)

/** A browser that knows of no service worker, so that every request can be seen and stopped. */
const withoutWorker = () => Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined })

/** A reader whose clock stands at noon of 21 November 2026. @param {How & {now?: Date}} [how] */
async function device({ now = TODAY, ...how } = {}) {
  const { open, context } = await reader(how)
  await context.addInitScript(withoutWorker)
  const at = (/** @type {Date} */ moment) => context.clock.setFixedTime(moment)
  await at(now)
  return { open, context, at }
}

let seq = 0

/** What is kept of a question that was answered on days of November: date, right, how sure. @param {...[number, boolean, Certainty?]} tries */
function entry(...tries) {
  /** @type {import('../../docs/assets/quiz/entry.js').Entry | null} */
  let kept = null
  for (const [date, right, sure] of tries) kept = answered(kept, 1, { answer: [right ? 'a' : 'b'], right, ...(sure && { sure }) }, ++seq, day(date))
  return kept
}

/** What local storage holds from the start. @param {Record<string, any>} entries @returns {Record<string, string>} */
const kept = (entries) => Object.fromEntries(Object.entries(entries).map(([name, value]) => [PREFIX + name, typeof value === 'string' ? value : JSON.stringify(value)]))

/** What a page keeps now. @param {Page} page @returns {Promise<Record<string, any>>} */
async function keptOn(page) {
  const pairs = await page.evaluate(() => Object.entries({ ...localStorage }))
  return Object.fromEntries(pairs.filter(([name]) => name.startsWith(PREFIX)).map(([name, text]) => [name.slice(PREFIX.length), /^\w+:aside|aside:/.test(name) ? text : JSON.parse(text)]))
}

/** @param {Page} page @param {string} id */
const q = (page, id) => new Question(page, id)

/** What the tool says, in one line, once it says what is awaited. @param {Page} page @param {RegExp} [ready] @returns {Promise<string>} */
async function said(page, ready = /./) {
  const found = await page.waitForFunction((source) => {
    const text = document.querySelector('.tool')?.innerText.replace(/\s+/g, ' ').trim() ?? ''
    return new RegExp(source).test(text) && text
  }, ready.source)
  return String(await found.jsonValue())
}

/** @param {Page} page @param {RegExp} name */
const press = (page, name) => page.getByRole('button', { name }).click()

/** Whether an address below the root of the fixture leads to a page, and to an anchor of it. @param {string} href */
function leads(href) {
  const { pathname, hash } = new URL(href)
  const html = readFileSync(join(FIXTURE, pathname, 'index.html'), 'utf8')
  return !hash || html.includes(`id="${hash.slice(1)}"`)
}

/** @param {string} name */
const copyFile = (name) => new URL(`../data/copies/${name}.json`, import.meta.url).pathname

/** Take over a copy on the page of the reader's data. @param {Page} page @param {string} file */
const takeOver = (page, file) => page.getByLabel('Take over a copy').setInputFiles(file)

/** Leave no room in the browser's storage. */
function fill() {
  for (let size = 2 ** 22; size >= 1; size = Math.floor(size / 2)) {
    try {
      for (let count = 0; count < 9; count++) localStorage.setItem(`junk-${size}-${count}`, 'x'.repeat(size))
    } catch {
      /* on with smaller pieces */
    }
  }
}

/** Make room again. */
const clear = () => Object.keys(localStorage).filter((key) => key.startsWith('junk')).forEach((key) => localStorage.removeItem(key))

const blocked = () =>
  Object.defineProperty(window, 'localStorage', {
    get: () => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    },
  })

const throwing = () => {
  for (const name of /** @type {const} */ (['getItem', 'setItem', 'removeItem', 'key'])) {
    Storage.prototype[name] = () => {
      throw new DOMException('No access.', 'SecurityError')
    }
  }
}

describe('marks and the way back', () => {
  const { reader } = rig(SITE)
  const course = () => JSON.parse(readFileSync(join(SITE, 'course.json'), 'utf8'))

  it('an answer marks its lesson in the navigation and on the page of its part, and later pages fetch nothing for it', async () => {
    const { open } = await reader()
    const [part] = course().parts
    const [lesson] = part.lessons
    const { page, requests, faults } = await open(lesson.url)
    const mark = (/** @type {string} */ within) => page.locator(`${within} a[href] .standing`)
    assert.equal(await mark('.md-nav--primary').count(), 0)
    const form = page.locator('form.question:not([data-type=order])').first()
    await form.locator('input').first().check()
    await form.getByRole('button', { name: 'Check' }).click()
    await mark('.md-nav--primary').first().waitFor({ state: 'attached' })
    assert.deepEqual(await mark('.md-nav--primary').allTextContents(), ['○ (begun)'])
    requests.length = 0
    await page.reload()
    assert.deepEqual(await mark('.md-nav--primary').allTextContents(), ['○ (begun)'])
    await page.goto(new URL('..', page.url()).href)
    assert.deepEqual(await mark('.lessons').allTextContents(), ['○ (begun)'])
    assert.deepEqual(requests.filter((url) => url.endsWith('course.json')), [])
    assert.deepEqual(faults, [])
  })

  it('the first page leads back to the section that was read', async () => {
    const { open } = await reader()
    const [lesson] = course().parts[0].lessons
    const { page } = await open(lesson.url)
    const heading = page.locator('article h2[id]').nth(2)
    const id = String(await heading.getAttribute('id'))
    await heading.evaluate((node) => node.scrollIntoView())
    await page.waitForFunction((id) => localStorage.getItem('moments-of-truth:set:place')?.includes(`"section":"${id}"`), id)
    await page.close()
    const { page: home } = await open('')
    const way = home.locator('[data-continue]')
    assert.equal((await way.innerText()).replace(/\s+/g, ' ').trim(), `Continue: ${lesson.title} ${headingOf(lesson.url, id)}`)
    await way.getByRole('link').click()
    await home.waitForURL(new RegExp(`${lesson.url}#${id}$`))
    assert.ok(await home.locator(`#${id}`).evaluate((node) => Math.abs(node.getBoundingClientRect().top) < innerHeight / 2))
  })

  it('a place that was kept badly, or leads elsewhere, leaves the first page as it was', async () => {
    const { open } = await reader()
    const { page, faults } = await open('')
    for (const place of ['{', '7', '{"url":"https://example.org/","title":"Elsewhere"}', '{"url":"javascript:alert(1)","title":"x"}', '{"url":7,"title":"x"}']) {
      await page.evaluate((place) => localStorage.setItem('moments-of-truth:set:place', place), place)
      await page.reload()
      assert.match(await page.locator('[data-continue]').innerText(), /^Begin: /, place)
    }
    assert.deepEqual(faults, [])
  })
})

/** The words of a heading of the course. @param {string} url @param {string} id */
function headingOf(url, id) {
  const html = readFileSync(join(SITE, url, 'index.html'), 'utf8')
  return (new RegExp(`<h2 id="${id}">(.*?)</h2>`, 's').exec(html)?.[1] ?? '').replace(/<[^>]+>/g, '').replaceAll('&amp;', '&').replace(/\s+/g, ' ').trim()
}

const SOME = { 'q:porter': entry([1, true]), 'q:contact-or-not': entry([2, true]), 'q:held-single': entry([2, true]), 'q:guests': entry([1, true]), 'q:price': entry([3, false], [5, true]), 'q:two-right': entry([4, false]) }

describe('progress', () => {
  it('of a new reader leads to the first lesson', async () => {
    const { open } = await device()
    const { page, faults } = await open('study/')
    assert.match(await said(page, /nothing/), /^You have answered nothing yet on this device\. Begin with the first lesson/)
    assert.ok(leads(String(await page.getByRole('link', { name: 'Begin with the first lesson' }).evaluate((link) => /** @type {HTMLAnchorElement} */ (link).href))))
    assert.deepEqual(faults, [])
  })

  it('says what is secure, what is weak and where to read', async () => {
    const { open } = await device({ kept: kept(SOME) })
    const { page, faults } = await open('study/')
    const text = await said(page, /aims secure/)
    assert.match(text, /^1 of 3 aims secure, 1 nearly so, in 1 of 2 lessons begun\. 6 questions are due for review today\. Go to review/)
    assert.match(text, /All types 5 of 9 practice questions answered secure Explain why a contact is both a chance and a risk 3 questions count nearly Count the contacts of a day 2 questions count Missed, to read again: Counting/)
    assert.match(text, /Later not begun$/)
    const link = page.locator('.to-read a')
    assert.deepEqual([await link.count(), leads(await link.evaluate((node) => /** @type {HTMLAnchorElement} */ (node).href))], [1, true])
    await link.click()
    assert.match(page.url(), /a\/all\/#counting$/)
    assert.deepEqual(faults, [])
  })
})

describe('review', () => {
  it('asks a question again after 1, 3, 7 and 21 days, and wants to know first how sure the reader is', async () => {
    const { open, at } = await device({ now: day(1) })
    const { page, faults } = await open('a/all/')
    await q(page, 'porter').answer('a')
    const look = async (/** @type {number} */ date) => {
      await at(day(date))
      await page.goto(new URL('/study/review/', page.url()).href)
      return said(page, /due/)
    }
    for (const [before, due] of [[1, 2], [4, 5], [11, 12], [32, 33], [53, 54]]) {
      assert.match(await look(before), /^Nothing is due today\. The next question is due on /, `day ${before}`)
      assert.match(await look(due), /^1 question is due today\. Begin a round/, `day ${due}`)
      await press(page, /Begin a round/)
      await q(page, 'porter').answer('a')
      assert.equal(await q(page, 'porter').says(), 'Say first how sure you are.')
      await page.getByLabel('Fairly sure').check()
      await q(page, 'porter').button.click()
      assert.match(await q(page, 'porter').says(), /^Right\./)
      await press(page, /Finish/)
      assert.match(await said(page, /this round/), /^1 of 1 right in this round\. Nothing is due today\./)
    }
    assert.deepEqual(faults, [])
  })

  it('begins with what was missed while sure, and leaves out what is not due, never answered, or of a lesson that is not begun', async () => {
    const { open } = await device({ kept: kept({ 'q:porter': entry([1, true]), 'q:guests': entry([1, false, 'guess']), 'q:price': entry([1, false, 'sure']), 'q:two-right': entry([21, true]), 'q:held-line': entry([1, false, 'sure']) }) })
    const { page } = await open('study/review/')
    await press(page, /Begin a round/)
    const asked = []
    for (let count = 0; count < 3; count++) {
      const form = page.locator('form.question')
      asked.push(await form.getAttribute('data-question'))
      assert.match(await said(page), new RegExp(`^Question ${count + 1} of 3 · All types`))
      if (await form.locator('.number').count()) await form.locator('input[type=text]').fill('2.5')
      else await form.locator('.options input').first().check()
      await page.getByLabel('A guess').check()
      await form.getByRole('button', { name: 'Check' }).click()
      await press(page, count < 2 ? /Next question/ : /Finish/)
      if (count < 2) await page.locator(`form.question:not([data-question="${asked[count]}"])`).waitFor()
    }
    assert.deepEqual(asked, ['price', 'guests', 'porter'])
  })

  it('of mistakes alone asks these, due or not', async () => {
    const { open } = await device({ kept: kept({ 'q:porter': entry([21, false]), 'q:guests': entry([1, true]) }) })
    const { page } = await open('study/review/')
    assert.equal(await said(page, /due/), '1 question is due today. Begin a round Only my mistakes (1)')
    await press(page, /Only my mistakes/)
    assert.equal(await page.locator('form.question').getAttribute('data-question'), 'porter')
  })

  it('ends a round after five minutes; what is left waits', async () => {
    const { open, at } = await device({ kept: kept({ 'q:porter': entry([1, true]), 'q:guests': entry([2, true]), 'q:code-and-formula': entry([3, true]) }) })
    const { page } = await open('study/review/')
    await press(page, /Begin a round/)
    await at(new Date(TODAY.getTime() + 4 * 60000))
    await page.getByLabel('Fairly sure').check()
    await q(page, 'porter').answer('a')
    await press(page, /Next question/)
    await q(page, 'guests').form.waitFor()
    await at(new Date(TODAY.getTime() + 6 * 60000))
    await page.getByLabel('Fairly sure').check()
    await q(page, 'guests').answer('b')
    assert.match(await page.locator('.next').innerText(), /^5 minutes are over\. That is enough for one round; the rest waits\.\s*Finish$/)
    await press(page, /Finish/)
    assert.match(await said(page, /this round/), /^2 of 2 right in this round\. 1 question is due today\./)
  })

  it('shows from 30 answers on how well certainty fits', async () => {
    const old = Object.fromEntries(Array.from({ length: 29 }, (_, index) => [`q:old-${index}`, entry([1, index % 2 === 0, index < 20 ? 'sure' : 'guess'])]))
    const { open } = await device({ kept: kept({ ...old, 'q:porter': entry([1, true]) }) })
    const { page } = await open('study/review/')
    assert.match(await said(page, /certainty/), /Answers with a certainty so far: 29\. From 30 on/)
    await press(page, /Begin a round/)
    await page.getByLabel('Sure', { exact: true }).check()
    await q(page, 'porter').answer('b')
    await press(page, /Finish/)
    const text = await said(page, /You said/)
    assert.match(text, /11 of the 21 answers that you called sure were wrong\. Before you say sure, look for what would speak against it\./)
    assert.match(text, /You said Answers Right Sure 21 10 \(48 %\) Fairly sure 0 – A guess 9 5 \(56 %\)$/)
  })

  it('works by keyboard alone, and takes the focus to each new question', async () => {
    const { open } = await device({ kept: kept({ 'q:porter': entry([1, true]), 'q:guests': entry([2, true]) }) })
    const { page, faults } = await open('study/review/')
    await said(page, /due/)
    await tabTo(page, '.tool button')
    await page.keyboard.press('Enter')
    for (const [id, word] of [['porter', 'Next question'], ['guests', 'Finish']]) {
      await q(page, id).form.waitFor()
      assert.equal(await page.evaluate(() => document.activeElement?.textContent?.slice(0, 8)), 'Question')
      await tabTo(page, `#q-${id} .options input`)
      await page.keyboard.press('Space')
      await tabTo(page, `#q-${id} .certainty input`)
      await page.keyboard.press('ArrowDown')
      await tabTo(page, `#q-${id} .do button`)
      await page.keyboard.press('Enter')
      assert.match(await q(page, id).says(), /Right\.|Not this one\./)
      await tabTo(page, '.next button')
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), word)
      await page.keyboard.press('Enter')
    }
    await said(page, /this round/)
    assert.ok(await hasFocus(page.locator('.tool .totals').first()))
    assert.equal(await page.evaluate(() => JSON.parse(localStorage.getItem('browser-tests:q:guests') ?? '').last.sure), 'fairly')
    assert.deepEqual(faults, [])
  })

  it('asks a changed question anew, whenever it was due', async () => {
    const changed = { ...entry([21, true]), rev: 7 }
    const { open } = await device({ kept: kept({ 'q:porter': changed, 'q:guests': entry([21, true]) }) })
    const { page } = await open('study/review/')
    assert.equal(await said(page, /due/), '1 question is due today. Begin a round')
    await press(page, /Begin a round/)
    await page.getByLabel('Sure', { exact: true }).check()
    await q(page, 'porter').answer('a')
    const entries = await keptOn(page)
    assert.deepEqual([entries['q:porter'].rev, entries['q:porter'].tries, entries['q:porter'].past[0].rev], [1, 1, 7])
  })

  it('says so when a question cannot be fetched, and goes on when it can', async () => {
    const { open } = await device({ kept: kept({ 'q:porter': entry([1, true]) }) })
    const { page } = await open('study/review/')
    await said(page, /due/)
    await page.route('**/questions/**', (route) => route.abort())
    await press(page, /Begin a round/)
    assert.equal(await page.getByRole('alert').innerText(), 'The question could not be loaded. Look at your connection, then load this page again. Your answers are kept.')
    await page.unroute('**/questions/**')
    await page.reload()
    await press(page, /Begin a round/)
    await q(page, 'porter').form.waitFor()
  })
})

/** Answers to every held-back question, right ones and wrong ones. */
const RIGHT = { 'held-single': ['a'], 'held-multiple': ['a', 'b'], 'held-numeric': '1200', 'held-order': ['eat', 'pay', 'leave'], 'held-match': { door: 'door', till: 'till' }, 'held-classify': { smile: 'chance', help: 'chance', wait: 'risk' }, 'held-line': ['a'], 'held-seen': ['a'] }

/** Answer a question of a test, which has no button of its own. @param {Page} page @param {string} id @param {any} answer */
async function give(page, id, answer) {
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
async function sit(page, word = /Begin the test/) {
  await press(page, word)
  await page.locator('form.question').first().waitFor()
}

/** Hand in without the answers that are missing, if any. @param {Page} page */
async function handIn(page) {
  await press(page, /Hand in/)
  if (await page.getByRole('button', { name: 'Hand in' }).count()) await press(page, /Hand in/)
  await page.locator('.tool table').waitFor()
  await page.locator('form.question, [role=alert]').first().waitFor()
}

describe('a test', () => {
  it('is taken by keyboard alone, and reported by lesson with feedback and links', async () => {
    const { open } = await device()
    const { page, faults } = await open(PART)
    await said(page, /Begin/)
    await tabTo(page, '.tool button')
    await page.keyboard.press('Enter')
    await page.locator('form.question').first().waitFor()
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Question 1 of 8')
    for (const id of HELD) await byKeyboard(page, id)
    await tabTo(page, '.tool > .choices button')
    await page.keyboard.press('Enter')
    await page.locator('.tool table').waitFor()
    assert.ok(await hasFocus(page.locator('.tool .totals')))
    const text = await said(page, /The questions/)
    assert.match(text, /^\d of 8 right Lesson Right Read again All types \d of 6 .*Later \d of 2/)
    await page.locator('form.question').first().waitFor()
    assert.equal(await page.locator('form.question .verdict[data-tone]').count(), 8)
    const links = await page.locator('.tool table a, .tool .passage-link').evaluateAll((nodes) => nodes.map((node) => /** @type {HTMLAnchorElement} */ (node).href))
    assert.ok(links.length > 10)
    assert.deepEqual(links.filter((href) => !leads(href)), [])
    assert.deepEqual(faults, [])
  })

  /** @param {Page} page @param {string} id */
  async function byKeyboard(page, id) {
    const type = await q(page, id).form.getAttribute('data-type')
    if (type === 'order') {
      await tabTo(page, `#q-${id} [data-move=down]`)
      await page.keyboard.press('Enter')
      assert.match(await q(page, id).form.locator('.moves').innerText(), /: place 2 of 3$/)
    } else if (type === 'numeric') {
      await tabTo(page, `#q-${id} input`)
      await page.keyboard.type('1200')
    } else if (type === 'match' || type === 'classify') {
      for (const row of await q(page, id).places()) {
        await tabTo(page, `#q-${id}-${row}`)
        await page.keyboard.press('ArrowDown')
      }
    } else {
      await tabTo(page, `#q-${id} .options input`)
      await page.keyboard.press('Space')
    }
  }

  it('is resumed after the tab was closed, with partial answers of every type', async () => {
    const { open } = await device()
    const { page } = await open(PART)
    await sit(page)
    const part = { 'held-single': ['b'], 'held-multiple': ['d'], 'held-numeric': '12.', 'held-match': { till: 'cook' }, 'held-classify': { wait: 'risk', help: 'risk' } }
    for (const [id, answer] of Object.entries(part)) await give(page, id, answer)
    await q(page, 'held-order').move((await q(page, 'held-order').places())[2], 'up')
    const order = await q(page, 'held-order').places()
    await page.close()
    const { page: again, faults } = await open(PART)
    assert.match(await said(again, /You began/), /^You began on 21 November 2026 at 12:00\. Your answers are kept\. Go on$/)
    await sit(again, /Go on/)
    assert.deepEqual(await q(again, 'held-order').places(), order)
    assert.deepEqual(await again.locator('.options input:checked').evaluateAll((nodes) => nodes.map((node) => `${node.closest('form')?.id}: ${/** @type {HTMLInputElement} */ (node).value}`)), ['q-held-single: b', 'q-held-multiple: d'])
    assert.equal(await q(again, 'held-numeric').number.inputValue(), '12.')
    const chosen = await again.locator('.rows select').evaluateAll((nodes) => nodes.map((node) => /** @type {HTMLSelectElement} */ (node)).map(({ id, value }) => `${id}: ${value}`).sort())
    assert.deepEqual(chosen, ['q-held-classify-help: risk', 'q-held-classify-smile: ', 'q-held-classify-wait: risk', 'q-held-match-door: ', 'q-held-match-till: cook'])
    await press(again, /Hand in/)
    assert.equal(await again.locator('.tool .said').innerText(), '4 questions have no whole answer. Press once more to hand in without them.')
    assert.deepEqual(faults, [])
  })

  it('warns before it takes a test with answers missing; an answer taken back and an order not moved are missing', async () => {
    const { open } = await device()
    const { page } = await open(PART)
    await sit(page)
    for (const [id, answer] of Object.entries(RIGHT)) if (id !== 'held-order') await give(page, id, answer)
    await q(page, 'held-multiple').option('a').uncheck()
    await q(page, 'held-multiple').option('b').uncheck()
    await press(page, /Hand in/)
    assert.equal(await page.locator('.tool .said').innerText(), '2 questions have no whole answer. Press once more to hand in without them.')
    await give(page, 'held-multiple', ['a'])
    await press(page, /Hand in/)
    assert.equal(await page.locator('.tool .said').innerText(), 'One question has no whole answer. Press once more to hand in without it.')
    await press(page, /Hand in/)
    assert.match(await said(page, /The questions/), /^6 of 8 right/)
    await q(page, 'held-order').form.waitFor()
    assert.equal(await q(page, 'held-order').says(), 'Not answered. Read the passage that settles it')
    assert.match(await q(page, 'held-multiple').says(), /^Partly right\. 50 of 100 points\./)
    const entries = await keptOn(page)
    assert.deepEqual(Object.keys(entries).filter((name) => name.includes('q:held-order')), [], 'what was not answered is no mistake')
    assert.deepEqual([entries['q:held-multiple'].last.right, entries['q:held-single'].last.right], [false, true])
  })

  it('is handed in once: the other tab can neither change nor submit it again', async () => {
    const { open } = await device()
    const { page: one } = await open(PART)
    await sit(one)
    const { page: two, faults } = await open(PART)
    await sit(two, /Go on/)
    const { page: three } = await open(PART)
    await sit(three, /Go on/)
    await one.bringToFront()
    for (const [id, answer] of Object.entries(RIGHT)) await give(one, id, answer)
    await handIn(one)
    const before = await keptOn(one)
    await two.bringToFront()
    await q(two, 'held-single').option('b').click()
    assert.match(await said(two, /The questions/), /^8 of 8 right/)
    await three.bringToFront()
    await press(three, /Hand in/)
    assert.match(await said(three, /The questions/), /^8 of 8 right/)
    assert.deepEqual(await keptOn(two), before)
    assert.equal(before['q:held-single'].tries, 1)
    assert.deepEqual(faults, [])
  })

  it('begun in two tabs at once is one and the same', async () => {
    const { open } = await device()
    const { page: one } = await open('tests/final/')
    const { page: two } = await open('tests/final/')
    await said(two, /Begin/)
    await sit(two)
    await one.bringToFront()
    await sit(one)
    const asked = (/** @type {Page} */ page) => page.locator('form.question').evaluateAll((forms) => forms.map((form) => form.id))
    assert.deepEqual(await asked(one), await asked(two))
    assert.equal(Object.keys(await keptOn(one)).filter((name) => name.startsWith('t:')).length, 1)
  })

  it('taken again asks what was not seen before, and says whether it is passed', async () => {
    const { open } = await device()
    const { page } = await open('tests/final/')
    await sit(page)
    const asked = () => page.locator('form.question').evaluateAll((forms) => forms.map((form) => form.getAttribute('data-question') ?? ''))
    const first = await asked()
    await handIn(page)
    assert.match(await said(page, /The questions/), /^0 of 4 right Not passed yet: 3 right answers are needed, with at least half right in each part\./)
    await press(page, /Back to the test/)
    assert.ok(await hasFocus(page.locator('.tool button').first()))
    assert.match(await said(page, /Earlier/), /^Take it again, with questions you have not seen as far as there are any Earlier sittings 21 November 2026 at 12:00: 0 of 4 right\. See the report$/)
    await sit(page, /Take it again/)
    const second = await asked()
    assert.deepEqual([...first, ...second].sort(), [...HELD].sort())
    for (const id of second.slice(0, 3)) await give(page, id, RIGHT[/** @type {keyof typeof RIGHT} */ (id)])
    await handIn(page)
    assert.match(await said(page, /The questions/), /^3 of 4 right Passed\./)
  })

  it('does not count a question that changed or went before it was handed in; one that went afterwards counts on', async () => {
    const { open, context } = await device()
    const { page } = await open(PART)
    await sit(page)
    for (const [id, answer] of Object.entries(RIGHT)) await give(page, id, answer)
    await change(context, (question) => (question.id === 'held-seen' ? [] : [question.id === 'held-order' ? { ...question, rev: 2 } : question]))
    await page.reload()
    await sit(page, /Go on/)
    assert.deepEqual(await page.locator('.gone').allInnerTexts(), Array(2).fill('This question has changed or gone since the test was drawn. It does not count.'))
    await handIn(page)
    assert.match(await said(page, /The questions/), /^6 of 6 right 2 of the questions changed or went before you handed in, and do not count\. .*All types 5 of 5 Later 1 of 1/)
    await change(context, (question) => (question.id === 'held-line' ? [] : [question]))
    await page.reload()
    await press(page, /See the report/)
    assert.match(await said(page, /since you handed in/), /^6 of 6 right .*All types 5 of 5 Later 1 of 1/)
  })

  /** Let the course that pages fetch have other questions. @param {import('playwright').BrowserContext} context @param {(question: any) => any[]} changed */
  async function change(context, changed) {
    const course = JSON.parse(readFileSync(join(FIXTURE, 'course.json'), 'utf8'))
    for (const lesson of course.parts[0].lessons) lesson.questions = lesson.questions.flatMap(changed)
    await context.unroute('**/course.json')
    await context.route('**/course.json', (route) => route.fulfill({ json: course }))
  }

  it('shows its result without a connection, and says that the questions are missing', async () => {
    const { open } = await device()
    const { page } = await open('tests/final/')
    await sit(page)
    await page.route('**/questions/**', (route) => route.abort())
    await handIn(page)
    assert.equal(await page.locator('form.question').count(), 4)
    await page.reload()
    await press(page, /See the report/)
    await page.getByRole('alert').waitFor()
    assert.match(await said(page), /^0 of 4 right .*The questions The questions could not be loaded\./)
  })

  it('that looks ahead feeds neither review nor progress, and marks what is known', async () => {
    const { open } = await device()
    const { page, faults } = await open('tests/look-ahead/')
    await sit(page)
    assert.equal(await page.locator('form.question').count(), 10)
    await q(page, 'kitchen').choose('a')
    await handIn(page)
    assert.match(await said(page, /The questions/), /^1 of 10 right Lesson Right To you All types 0 of 9 new Later 1 of 1 known/)
    assert.deepEqual(Object.keys(await keptOn(page)).filter((name) => name.startsWith('q:')), [])
    await page.reload()
    assert.deepEqual(await page.locator('.md-nav--primary .standing').allTextContents(), ['◇ (known from the look-ahead)'])
    await page.goto(new URL('/study/', page.url()).href)
    assert.match(await said(page, /nothing/), /^You have answered nothing yet/)
    await page.goto(new URL('/study/review/', page.url()).href)
    assert.match(await said(page, /due/), /^Nothing is due yet\./)
    await page.goto(new URL('/study/record/', page.url()).href)
    assert.match(await said(page, /Lessons/), /No test has been handed in\./)
    assert.deepEqual(faults, [])
  })

  it('stands on the record of study, which prints without its controls', async () => {
    const { open } = await device({ kept: kept(SOME) })
    const { page, faults } = await open('tests/final/')
    await sit(page)
    await handIn(page)
    await page.goto(new URL('/study/record/', page.url()).href)
    const text = await said(page, /Tests handed in/)
    assert.match(text, /Printed on 21 November 2026\. Questions answered: 6, from 1 November 2026 to 5 November 2026\./)
    assert.match(text, /Lesson Practice questions answered Aims secure Part A All types 5 of 9 1 of 2 Later 0 of 1 0 of 1 Tests handed in Test Handed in Right Final test 21 November 2026 0 of 4 \(not passed\)/)
    await page.getByLabel('Your name').fill('Åse Ødegård')
    await page.getByLabel('Your name').blur()
    await page.evaluate(() => (window.print = () => document.body.setAttribute('data-printed', '')))
    await press(page, /Print/)
    await page.locator('[data-printed]').waitFor({ state: 'attached' })
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.locator('button:visible, .rooms:visible, header:visible').count(), 0)
    assert.equal(await page.locator('.tool table:visible').count(), 2)
    await page.emulateMedia({ media: 'screen' })
    await page.reload()
    assert.equal(await page.getByLabel('Your name').inputValue(), 'Åse Ødegård')
    assert.deepEqual(faults, [])
  })
})

describe('in a folder of its host', () => {
  const host = mkdtempSync(join(tmpdir(), 'host-'))
  writeFileSync(join(host, 'index.html'), '')
  symlinkSync(FIXTURE, join(host, 'course'))
  after(() => rmSync(host, { recursive: true }))
  const { reader } = rig(host)

  it('a test, its report and progress keep to that folder', async () => {
    const { open, context } = await reader()
    await context.addInitScript(withoutWorker)
    const { page, faults } = await open(`course/${PART}`)
    await sit(page)
    await handIn(page)
    const links = () => page.locator('.tool a:not([href^="mailto:"])').evaluateAll((nodes) => nodes.map((node) => /** @type {HTMLAnchorElement} */ (node).href))
    const reported = await links()
    await page.goto(new URL('../../study/', page.url()).href)
    await said(page, /Begin with/)
    const found = [...reported, ...(await links())]
    assert.ok(found.length > 20)
    assert.deepEqual(found.filter((href) => !new URL(href).pathname.startsWith('/course/') || !leads(href.replace('/course/', '/'))), [])
    assert.deepEqual(faults, [])
  })
})

describe('storage', () => {
  it('loses none of 20 answers each way between two tabs of a lesson', async () => {
    const { open } = await device()
    const tabs = [await open('a/all/'), await open('a/all/')].map(({ page }) => page)
    const asked = ['porter', 'code-and-formula']
    for (let round = 0; round < 20; round++) {
      for (const [index, page] of tabs.entries()) {
        const one = q(page, asked[index])
        await one.option(round % 2 ? 'a' : 'b').dispatchEvent('click')
        await one.button.dispatchEvent('click')
      }
    }
    const entries = await keptOn(tabs[0])
    assert.deepEqual(asked.map((id) => [entries[`q:${id}`].tries, entries[`q:${id}`].last.answer]), [[20, ['a']], [20, ['a']]])
  })

  it('loses none of 20 answers each way between two tabs of a test', async () => {
    const { open } = await device()
    const { page: one } = await open(PART)
    await sit(one)
    const { page: two } = await open(PART)
    await sit(two, /Go on/)
    const half = Object.entries(RIGHT)
    for (const [id, answer] of half.slice(4)) await give(two, id, answer)
    await one.bringToFront()
    for (const [id, answer] of half.slice(0, 4)) await give(one, id, answer)
    for (let round = 0; round < 16; round++) {
      await q(one, 'held-numeric').number.fill(round < 15 ? String(round) : '1200')
      await q(two, 'held-classify').choice('wait').selectOption(round % 2 ? 'risk' : 'chance')
    }
    await one.bringToFront()
    await one.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    assert.equal(await q(one, 'held-classify').choice('wait').inputValue(), 'risk')
    await press(one, /Hand in/)
    assert.match(await said(one, /The questions/), /^8 of 8 right/)
    assert.equal(Object.keys(await keptOn(one)).filter((name) => name.startsWith('a:')).length, 8)
  })

  it('that another tab empties during a test takes no answer from the page that is open', async () => {
    const { open } = await device()
    const { page } = await open('tests/final/')
    await sit(page)
    const asked = await page.locator('form.question').evaluateAll((forms) => forms.map((form) => form.getAttribute('data-question') ?? ''))
    for (const id of asked) await give(page, id, RIGHT[/** @type {keyof typeof RIGHT} */ (id)])
    const { page: data } = await open('study/data/')
    await said(data, /Take away all/)
    for (let count = 0; count < 2; count++) await press(data, /Take away all/)
    await said(data, /Entries taken away/)
    await page.bringToFront()
    await handIn(page)
    assert.match(await said(page, /The questions/), /^4 of 4 right/)
    await page.reload()
    assert.match(await said(page, /Earlier/), /4 of 4 right\./)
    await press(page, /See the report/)
    await page.locator('.verdict[data-tone=right]').nth(3).waitFor()
  })

  it('that is full during a test: the reader is told, and all is saved once there is room', async () => {
    const { open } = await device()
    const { page, faults } = await open(PART)
    await sit(page)
    await page.evaluate(fill)
    const UNSAVED = 'This browser does not let the page save your answers. They will be gone when you leave.'
    await give(page, 'held-single', ['a'])
    assert.equal(await q(page, 'held-single').says(), UNSAVED)
    await give(page, 'held-numeric', '1200')
    await page.evaluate(clear)
    await give(page, 'held-line', ['a'])
    assert.equal(await q(page, 'held-line').says(), '')
    await page.reload()
    await sit(page, /Go on/)
    assert.equal(await q(page, 'held-single').option('a').isChecked(), true)
    assert.equal(await q(page, 'held-numeric').number.inputValue(), '1200')
    await page.evaluate(fill)
    await handIn(page)
    assert.match(await said(page, /The questions/), new RegExp(`^${UNSAVED} 3 of 8 right`))
    assert.deepEqual(faults, [])
  })

  it('that is full is told of on the pages that look at it', async () => {
    const { open } = await device()
    const { page } = await open('study/data/')
    await page.evaluate(fill)
    for (const path of ['study/', 'study/data/']) {
      await page.goto(new URL(`/${path}`, page.url()).href)
      assert.match(await said(page, /keep anything/), /^This browser does not let the page keep anything\./)
    }
  })

  for (const [name, init] of Object.entries({ blocked, throwing })) {
    it(`that is ${name}: every page works, says so, and nothing fails`, async () => {
      const { open } = await device({ init })
      const { page, faults } = await open('study/')
      assert.match(await said(page, /keep anything/), /^This browser does not let the page keep anything\. .*You have answered nothing yet/)
      await page.goto(new URL('/study/data/', page.url()).href)
      assert.match(await said(page, /keep anything/), /^This browser does not let the page keep anything\. .*Nothing is kept on this device yet\./)
      await takeOver(page, copyFile('sound'))
      assert.match(await said(page, /no room/), /There was no room for all of it on this device\. Nothing was changed\./)
      for (const [path, ready] of /** @type {[string, RegExp][]} */ ([['study/record/', /No test/], ['study/review/', /Nothing is due yet/]])) {
        await page.goto(new URL(`/${path}`, page.url()).href)
        await said(page, ready)
      }
      await page.goto(new URL('/tests/final/', page.url()).href)
      await sit(page)
      assert.match(await said(page), /^This browser does not let the page save your answers\./)
      const id = String(await page.locator('form.question').first().getAttribute('data-question'))
      await give(page, id, RIGHT[/** @type {keyof typeof RIGHT} */ (id)])
      await handIn(page)
      assert.match(await said(page, /The questions/), /1 of 4 right/)
      assert.deepEqual(faults, [])
    })
  }

  it('with corrupt entries of every kind: pages work, and what cannot be read is set aside', async () => {
    const sound = JSON.parse(readFileSync(copyFile('sound'), 'utf8')).entries
    const corrupt = kept({ 'q:porter': '{"v":2', 'q:guests': '{"v":2,"rev":1}', 'q:price': JSON.stringify({ ...sound['q:price'], past: {} }), 'q:two-right': JSON.stringify({ ...sound['q:guests'], last: { ...sound['q:guests'].last, sure: '__proto__' } }), 't:tests/final:x1': '{"v":1,"test":"tests/final","began":"2026-11-01T10:00:00Z","questions":[],"seq":1,"scores":null}', 't:tests/final:x2': '[]', 'a:tests/final:x3:held-line': '7', 'set:known': '5', 'set:marks': '"secure"', 'set:place': '[]', 'set:name': '{}', 'set:reading': '7', undo: '{"at":"x"}', seq: 'abc', seed: '{}' })
    const { open } = await device({ kept: { ...corrupt, ...kept({ 'q:kitchen': entry([1, true]) }) } })
    const { page, faults } = await open('study/data/')
    assert.match(await said(page, /Kept on/), /Kept on this device, in \d+ KB: answers to questions \d, tests \d\./)
    for (const [path, ready] of /** @type {[string, RegExp][]} */ ([['study/', /1 of 2 lessons begun/], ['study/review/', /1 question is due/], ['study/record/', /Questions answered: 1/], ['tests/final/', /Begin the test/], ['study/data/', /answers to questions 1, tests 0/]])) {
      await page.goto(new URL(`/${path}`, page.url()).href)
      await said(page, ready)
    }
    await page.goto(new URL('/a/all/', page.url()).href)
    await q(page, 'porter').answer('a')
    const names = await page.evaluate(() => Object.keys(localStorage))
    const aside = names.filter((name) => name.includes(':aside:')).map((name) => name.replace(/^.*?:aside:|:\d+$/g, '')).sort()
    assert.deepEqual(aside, ['q:guests', 'q:porter', 'q:price', 'q:two-right', 'set:known', 'set:marks', 't:tests/final:x1', 't:tests/final:x2', 'undo'])
    assert.ok(JSON.parse(await page.evaluate(() => localStorage.getItem('browser-tests:q:porter') ?? '')).seq > entry([1, true]).seq - 99)
    assert.deepEqual(faults, [])
  })

  it('under a clock that was set forward and back: nothing is lost, and what waited too long is asked', async () => {
    const { open, at } = await device({ now: new Date(2031, 0, 1) })
    const { page, faults } = await open('a/all/')
    await q(page, 'porter').answer('a')
    await q(page, 'guests').answer('a')
    await at(TODAY)
    await page.goto(new URL('/study/review/', page.url()).href)
    assert.match(await said(page, /due/), /^2 questions are due today\./)
    await press(page, /Begin a round/)
    await page.getByLabel('Sure', { exact: true }).check()
    await q(page, 'guests').answer('b')
    await page.goto(new URL('/study/', page.url()).href)
    assert.match(await said(page, /begun/), /2 of 9 practice questions answered.*1 question is|1 question is due.*2 of 9 practice questions answered/)
    await at(new Date(2020, 0, 1))
    await page.reload()
    assert.match(await said(page, /begun/), /2 of 9 practice questions answered/)
    const entries = await keptOn(page)
    assert.ok(entries['q:guests'].seq > entries['q:porter'].seq)
    assert.deepEqual(faults, [])
  })

  it('of ten thousand entries: every page opens in a moment and counts right', async () => {
    const many = Object.fromEntries(Array.from({ length: 9994 }, (_, index) => [`q:retired-${index}`, entry([1, true])]))
    const { open } = await device({ kept: kept({ ...many, ...SOME }) })
    const { page, faults } = await open('study/')
    for (const [path, ready] of /** @type {[string, RegExp][]} */ ([
      ['study/', /^1 of 3 aims secure, 1 nearly so, in 1 of 2 lessons begun\. 6 questions/], ['study/review/', /^6 questions are due today/], ['study/record/', /Questions answered: 10000/],
      ['study/data/', /answers to questions 10000, tests 0/], ['tests/final/', /Begin the test/],
    ])) {
      const start = Date.now()
      await page.goto(new URL(`/${path}`, page.url()).href)
      assert.match(await said(page, ready), ready)
      assert.ok(Date.now() - start < 4000, `${path}: ${Date.now() - start} ms`)
    }
    assert.deepEqual(faults, [])
  })
})

describe('a copy', () => {
  /** Save a copy, and return where it lies. @param {Page} page */
  async function save(page) {
    const [download] = await Promise.all([page.waitForEvent('download'), press(page, /Save a copy/)])
    assert.equal(download.suggestedFilename(), 'browser-tests-2026-11-21.json')
    return download.path()
  }

  it('taken over on another device gives the same progress; a second time it has nothing new', async () => {
    const { open } = await device({ kept: kept({ ...SOME, 'set:name': JSON.stringify('Åse') }) })
    const { page, faults } = await open('study/data/')
    assert.match(await said(page, /Kept on/), /^Kept on this device, in \d KB: answers to questions 6, tests 0\./)
    const file = await save(page)
    assert.match(await said(page, /downloads/), /The copy is in your downloads\./)
    await page.goto(new URL('/study/', page.url()).href)
    const progress = await said(page, /aims secure/)
    const { open: elsewhere } = await device()
    const { page: other, faults: more } = await elsewhere('study/data/')
    await said(other, /Nothing is kept/)
    await takeOver(other, file)
    assert.match(await said(other, /Taken over/), /answers to questions 6, tests 0\..* Taken over: 6 new, 0 newer than here\. Left out, since older than here: 0\. Undo/)
    assert.ok(await hasFocus(other.locator('.said:not(:empty)')))
    await takeOver(other, file)
    assert.match(await said(other, /Nothing in this copy/), /Nothing in this copy is newer than what is here\. Nothing was changed\./)
    await other.goto(new URL('/study/', other.url()).href)
    assert.equal(await said(other, /aims secure/), progress)
    assert.deepEqual([faults, more], [[], []])
  })

  it('joins two devices either way, and can be undone', async () => {
    const mine = { 'q:porter': entry([1, false]), 'q:guests': entry([2, true]) }
    const theirs = { 'q:porter': entry([3, true]), 'q:price': entry([4, true]) }
    const { open } = await device({ kept: kept(mine) })
    const { page } = await open('study/data/')
    const { open: elsewhere } = await device({ kept: kept(theirs) })
    const { page: other } = await elsewhere('study/data/')
    const files = [await save(page), await save(other)]
    const before = await keptOn(page)
    await takeOver(page, files[1])
    assert.match(await said(page, /Taken over/), /Taken over: 1 new, 1 newer than here\. Left out, since older than here: 0\./)
    await takeOver(other, files[0])
    const answers = async (/** @type {Page} */ one) => Object.entries(await keptOn(one)).filter(([name]) => name.startsWith('q:')).sort()
    await said(other, /Taken over/)
    assert.deepEqual(await answers(page), await answers(other))
    const [, porter] = (await answers(page)).find(([name]) => name === 'q:porter') ?? []
    assert.deepEqual([porter.first.right, porter.last.right, porter.tries], [false, true, 1])
    await press(page, /Undo/)
    assert.match(await said(page, /as it was/), /answers to questions 2, tests 0\..* It is as it was before\./)
    assert.deepEqual(await answers(page), Object.entries(before).filter(([name]) => name.startsWith('q:')).sort())
  })

  it('goes by the share sheet where a device has one', async () => {
    const { open, context } = await device({ kept: kept(SOME) })
    await context.addInitScript(() => {
      navigator.canShare = () => true
      navigator.share = async (data) => document.body.setAttribute('data-shared', `${data?.files?.[0].name} ${await data?.files?.[0].text()}`)
    })
    const { page, faults } = await open('study/data/')
    await press(page, /Send a copy/)
    const shared = String(await page.locator('[data-shared]').getAttribute('data-shared'))
    assert.match(shared, /^browser-tests-2026-11-21\.json \{"format":"course-copy"/)
    assert.equal(Object.keys(JSON.parse(shared.slice(shared.indexOf('{'))).entries).length, 6)
    await page.evaluate(() => (navigator.share = () => Promise.reject(new DOMException('Not now.', 'NotAllowedError'))))
    await Promise.all([page.waitForEvent('download'), press(page, /Send a copy/)])
    assert.deepEqual(faults, [])
  })

  it('that is hostile, damaged or no copy at all is refused with its reason, and changes nothing', async () => {
    const { open } = await device({ kept: kept(SOME) })
    const { page, faults } = await open('study/data/')
    await said(page, /Kept on/)
    const before = await keptOn(page)
    const folder = mkdtempSync(join(tmpdir(), 'copies-'))
    const large = join(folder, 'large.json')
    writeFileSync(large, '')
    truncateSync(large, 100e6)
    const unsound = join(folder, 'unsound.json')
    const entries = Object.values(JSON.parse(readFileSync(copyFile('unsound-entries'), 'utf8')))
    const refused = /** @type {[string, RegExp][]} */ ([
      [large, /The file has 100 MB, which no copy has\. Nothing was changed\./],
      ...['page', 'broken', 'empty', 'list', 'no-entries', 'other-format', 'course-without-text'].map((name) => [copyFile(name), /This file is no copy of this course\. .* Nothing was changed\./]),
      [copyFile('other-course'), /This is a copy of another course, another-course\. Nothing was changed\./],
      [copyFile('later'), /This copy was made by a later version of the course\. .* Nothing was changed\./],
    ])
    for (const [file, reason] of refused) {
      await takeOver(page, file)
      assert.match(await said(page, reason), reason)
    }
    for (const one of entries.filter((_, index) => index % 5 === 0)) {
      await press(page, /^Take away$/)
      await said(page, /Choose a lesson first/)
      writeFileSync(unsound, JSON.stringify({ format: 'course-copy', v: 1, course: 'browser-tests', entries: one }))
      await takeOver(page, unsound)
      await said(page, /The file has been changed or damaged: ".*" makes no sense\. Nothing was changed\./)
    }
    rmSync(folder, { recursive: true })
    assert.deepEqual(await keptOn(page), before)
    await takeOver(page, copyFile('prototypes'))
    assert.match(await said(page, /Taken over/), /Taken over: 1 new,/)
    assert.deepEqual(await page.evaluate(() => [Object.keys(Object.prototype), /** @type {any} */ ({}).polluted, 'of' in {}]), [[], undefined, false])
    assert.deepEqual(faults, [])
  })
})

describe('beginning anew', () => {
  it('takes away one lesson, or all, when asked twice, and gives it back after a reload', async () => {
    const { open } = await device({ kept: kept({ ...SOME, 'q:kitchen': entry([1, true]) }) })
    const { page, faults } = await open('study/data/')
    await said(page, /answers to questions 7/)
    const before = await keptOn(page)
    await press(page, /^Take away$/)
    await said(page, /Choose a lesson first\./)
    await page.getByLabel('Take away the answers of one lesson').selectOption({ label: 'Later' })
    await press(page, /^Take away$/)
    await said(page, /Entries that will go: 1\. Press once more to take them away\./)
    await page.getByLabel('Take away the answers of one lesson').selectOption({ label: 'All types' })
    await press(page, /^Take away$/)
    await said(page, /Entries that will go: 6\. Press once more/)
    await press(page, /^Take away$/)
    assert.match(await said(page, /Entries taken away/), /answers to questions 1, tests 0\..* Entries taken away: 6\./)
    assert.ok(await hasFocus(page.locator('.said:not(:empty)')))
    assert.deepEqual((await keptOn(page))['set:marks'], { 'a/later': 'begun' })
    await page.reload()
    await press(page, /Undo what was taken away on 21 November 2026 at 12:00/)
    await said(page, /answers to questions 7, tests 0\..* It is as it was before\./)
    for (let count = 0; count < 2; count++) await press(page, /Take away all/)
    await said(page, /Nothing is kept on this device yet\..* Entries taken away: \d+\./)
    await page.reload()
    await press(page, /Undo what was taken away/)
    await said(page, /answers to questions 7/)
    const after = await keptOn(page)
    assert.deepEqual(Object.keys(before).filter((name) => JSON.stringify(after[name]) !== JSON.stringify(before[name])), [])
    assert.deepEqual(faults, [])
  })

  it('of a lesson in one tab leaves what is answered in the other', async () => {
    const { open } = await device({ kept: kept(SOME) })
    const { page: lesson } = await open('a/all/')
    const { page: data } = await open('study/data/')
    await said(data, /answers to questions 6/)
    for (let count = 0; count < 2; count++) await press(data, /Take away all/)
    await said(data, /Entries taken away/)
    await lesson.bringToFront()
    await q(lesson, 'code-and-formula').answer('a')
    await data.bringToFront()
    await press(data, /Undo what/)
    await said(data, /answers to questions 7/)
  })
})

describe('on an iPhone', () => {
  const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1'
  const ANDROID = 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36'

  it('the first finished lesson explains, once, how to keep what was done', async () => {
    const { open } = await device({ userAgent: IPHONE, viewport: { width: 390, height: 844 }, kept: kept({ 'q:porter': entry([1, true]) }) })
    const { page, faults } = await open('a/all/')
    await q(page, 'guests').answer('b')
    await page.goto(new URL('/a/later/', page.url()).href)
    await q(page, 'kitchen').answer('b')
    const note = page.getByRole('complementary', { name: 'You have finished a lesson. Keep what you have done.' })
    assert.match(await note.innerText(), /deletes what pages keep when you do not visit for seven days.*Add to Home Screen/s)
    await Promise.all([page.waitForEvent('download'), note.getByRole('button', { name: 'Save a copy' }).click()])
    await note.getByRole('button', { name: 'Understood' }).click()
    assert.equal(await note.count(), 0)
    await q(page, 'kitchen').button.click()
    await q(page, 'kitchen').answer('a')
    await page.waitForFunction(() => JSON.parse(localStorage.getItem('browser-tests:q:kitchen') ?? '').tries === 2)
    await page.evaluate(() => new Promise((done) => setTimeout(done)))
    assert.equal(await note.count(), 0)
    assert.deepEqual(faults, [])
  })

  for (const [name, userAgent] of Object.entries({ Android: ANDROID, 'a desktop': undefined })) {
    it(`and on ${name} it says nothing`, async () => {
      const { open } = await device({ userAgent })
      const { page } = await open('a/later/')
      const [request] = await Promise.all([page.waitForRequest(/keepsake\.js$/), q(page, 'kitchen').answer('a')])
      await page.evaluate(async (url) => {
        await import(url)
        await new Promise((done) => setTimeout(done))
      }, request.url())
      assert.equal(await page.locator('.keepsake').count(), 0)
    })
  }
})

describe('every state of these pages leaves nothing to axe in light and dark, fits into 320 px, and has targets of 44 px', () => {
  const CERTAIN = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`q:old-${index}`, entry([1, index % 3 > 0, 'sure'])]))
  const FULL = kept({ ...SOME, ...CERTAIN, 'q:kitchen': entry([2, true]) })

  /** @type {Record<string, {path: string, kept?: Record<string, string>, how?: How, to?: (page: Page) => Promise<unknown>}>} */
  const states = {
    'progress, empty': { path: 'study/' },
    'progress with answers': { path: 'study/', kept: FULL },
    'progress without storage': { path: 'study/', how: { init: blocked } },
    'review, nothing due': { path: 'study/review/' },
    'review, due, with certainty': { path: 'study/review/', kept: FULL },
    'review, asking': { path: 'study/review/', kept: FULL, to: (page) => press(page, /Begin a round/) },
    'review, answered': { path: 'study/review/', kept: kept({ 'q:porter': entry([1, true]), 'q:guests': entry([2, true]) }), to: reviewed },
    'review, done': { path: 'study/review/', kept: kept({ 'q:porter': entry([1, true]) }), to: async (page) => { await reviewed(page); await press(page, /Finish/) } },
    'a test, offered': { path: PART },
    'a test, asking, with answers missing': { path: PART, to: async (page) => { await sit(page); await give(page, 'held-match', { door: 'cook' }); await press(page, /Hand in/) } },
    'a test, reported': { path: PART, to: reported },
    'a test, offered again': { path: 'tests/final/', to: async (page) => { await reported(page); await press(page, /Back to/) } },
    'a look-ahead, reported': { path: 'tests/look-ahead/', to: reported },
    'a record, empty': { path: 'study/record/' },
    'a record with a test': { path: 'tests/final/', kept: FULL, to: async (page) => { await reported(page); await page.goto(new URL('/study/record/', page.url()).href) } },
    'data, empty': { path: 'study/data/' },
    'data after taking over a copy': { path: 'study/data/', kept: FULL, to: async (page) => { await said(page, /Kept on/); await takeOver(page, copyFile('sound')); await said(page, /Taken over/) } },
    'data after taking all away': { path: 'study/data/', kept: FULL, to: async (page) => { await said(page, /Kept on/); for (let count = 0; count < 2; count++) await press(page, /Take away all/); await said(page, /taken away:/) } },
    'a lesson that asks for certainty': { path: 'a/later/', kept: kept({ 'set:certainty': 'true' }), to: (page) => page.locator('.certainty').first().waitFor() },
    'a lesson finished on an iPhone': { path: 'a/later/', how: { userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Safari/604.1' }, to: async (page) => { await q(page, 'kitchen').answer('b'); await page.locator('.keepsake').waitFor() } },
  }

  /** @param {Page} page */
  async function reviewed(page) {
    await press(page, /Begin a round/)
    await page.getByLabel('A guess').check()
    await q(page, 'porter').answer('b')
  }

  /** @param {Page} page */
  async function reported(page) {
    await sit(page)
    await handIn(page)
    await page.locator('form.question').first().waitFor()
  }

  const CONTROLS = ':is(.tool, form.question) :is(button, summary, select, input[type=text], label:has(input), label.button, .to-read a), .rooms a'

  for (const [name, { path, kept, how, to }] of Object.entries(states)) {
    it(name, async () => {
      const { open } = await device({ ...how, ...(kept && { kept }) })
      const { page, faults } = await open(path)
      if (path !== 'a/later/') await said(page)
      await to?.(page)
      const axe = await faultsInBothSchemes(page)
      await page.setViewportSize({ width: 320, height: 640 })
      assert.deepEqual({ faults, axe, overflow: await overflow(page), low: await lowTargets(page, CONTROLS) }, SOUND)
    })
  }
})
