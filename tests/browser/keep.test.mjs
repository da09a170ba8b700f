/** What is kept: answers and orders over reloads, in two tabs, and where the browser keeps nothing. */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Question } from './question.mjs'
import { FIXTURE, rig } from './rig.mjs'

const { open, reader } = rig(FIXTURE)
const PAGE = 'a/all/'
const UNSAVED = 'This browser does not let the page save your answer. It will be gone when you leave.'

/** @param {import('./rig.mjs').Page} page @param {string} id */
const q = (page, id) => new Question(page, id)

/** Change what is kept of a question. @param {import('./rig.mjs').Page} page @param {string} id @param {(entry: any) => any} change */
async function tamper(page, id, change) {
  const key = `browser-tests:q:${id}`
  const entry = JSON.parse((await page.evaluate((name) => localStorage.getItem(name), key)) ?? 'null')
  await page.evaluate(([name, text]) => localStorage.setItem(name, text), [key, JSON.stringify(change(entry))])
}

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

describe('after a reload', () => {
  it('answers of every type are shown again with their verdict', async () => {
    const { page, faults } = await open(PAGE)
    await q(page, 'porter').answer('b')
    await q(page, 'two-right').answer('a', 'b')
    await q(page, 'price').type('2,6')
    await q(page, 'visit-in-order').order('order', 'eat', 'pay', 'in')
    await q(page, 'who-meets-whom').sort({ door: 'door', table: 'cook' })
    await q(page, 'contact-or-not').sort({ greeting: 'met', bill: 'met', stock: 'unmet' })
    const ids = ['porter', 'two-right', 'price', 'visit-in-order', 'who-meets-whom', 'contact-or-not']
    const said = async () => Promise.all(ids.map(async (id) => [await q(page, id).says(), await q(page, id).marks(), await q(page, id).button.innerText()]))
    const before = await said()
    await page.reload()
    assert.deepEqual(await said(), before)
    assert.equal(await q(page, 'porter').option('b').isChecked(), true)
    assert.equal(await q(page, 'price').number.inputValue(), '2,6')
    assert.deepEqual(await q(page, 'visit-in-order').places(), ['order', 'eat', 'pay', 'in'])
    assert.equal(await q(page, 'who-meets-whom').choice('table').inputValue(), 'cook')
    assert.equal(await q(page, 'guests').says(), '')
    assert.deepEqual(faults, [])
  })

  it('an earlier verdict takes no focus and is not announced; the next one is', async () => {
    const { page } = await open(PAGE)
    const porter = q(page, 'porter')
    await porter.answer('b')
    await page.reload()
    assert.equal(await porter.verdict.getAttribute('aria-live'), 'off')
    assert.ok(await page.evaluate(() => document.activeElement === document.body))
    await porter.choose('a')
    await porter.button.click()
    assert.equal(await porter.verdict.getAttribute('aria-live'), null)
    assert.match(await porter.says(), /^Right\./)
  })

  it('a recalled question shows the answer of its own lesson, and the other way round', async () => {
    const { open: visit } = await reader()
    const { page: lesson } = await visit(PAGE)
    await q(lesson, 'porter').answer('c')
    const { page: later } = await visit('a/later/')
    assert.match(await q(later, 'porter').says(), /^Not this one\. A welcome can impress\./)
    assert.match((await q(later, 'porter').verdict.getByRole('link').getAttribute('href')) ?? '', /all\/#two-sides$/)
    await q(later, 'porter').button.click()
    await q(later, 'porter').answer('a')
    await lesson.reload()
    assert.match(await q(lesson, 'porter').says(), /^Right\./)
  })

  it('a question that has changed says so and asks anew', async () => {
    const { page } = await open(PAGE)
    await q(page, 'porter').answer('b')
    await tamper(page, 'porter', (entry) => ({ ...entry, rev: entry.rev + 1 }))
    await page.reload()
    assert.equal(await q(page, 'porter').says(), 'This question has changed since you answered it.')
    assert.equal(await q(page, 'porter').form.locator('input:checked').count(), 0)
    await q(page, 'porter').answer('a')
    assert.match(await q(page, 'porter').says(), /^Right\./)
  })

  it('a damaged entry spoils neither its question nor the others', async () => {
    const { page, faults } = await open(PAGE)
    await q(page, 'porter').answer('b')
    await q(page, 'guests').answer('b')
    await q(page, 'visit-in-order').order('in', 'order', 'eat', 'pay')
    await page.evaluate(() => localStorage.setItem('browser-tests:q:two-right', '{"v":1,'))
    await tamper(page, 'porter', (entry) => ({ ...entry, last: { ...entry.last, answer: { a: 'b' } } }))
    await tamper(page, 'visit-in-order', (entry) => ({ ...entry, last: { ...entry.last, answer: 'in' } }))
    await page.reload()
    assert.equal(await q(page, 'porter').says(), '')
    assert.equal(await q(page, 'visit-in-order').says(), '')
    assert.match(await q(page, 'guests').says(), /^Right\./)
    await q(page, 'two-right').answer('a', 'b')
    assert.match(await q(page, 'two-right').says(), /^Right\./)
    assert.ok(await page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith('browser-tests:aside:'))))
    assert.deepEqual(faults, [])
  })
})

describe('the order of options', () => {
  const shuffles = ['porter', 'two-right', 'visit-in-order', 'who-meets-whom', 'contact-or-not']

  it("is the same after a reload, another for another reader, and for an order never the key", async () => {
    const seen = new Set()
    for (let count = 0; count < 5; count++) {
      const { page } = await open(PAGE)
      const places = async () => JSON.stringify(await Promise.all(shuffles.map((id) => q(page, id).places())))
      const first = await places()
      assert.notDeepEqual(await q(page, 'visit-in-order').places(), ['in', 'order', 'eat', 'pay'])
      await page.reload()
      assert.equal(await places(), first)
      seen.add(first)
    }
    assert.ok(seen.size > 2, `${seen.size} orders for 5 readers`)
  })

  it('keeps numbers in their order', async () => {
    for (let count = 0; count < 4; count++) {
      const { page } = await open(PAGE)
      assert.deepEqual(await q(page, 'guests').form.locator('.options li').allInnerTexts(), ['60', '120', '240', '480'])
    }
  })
})

describe('two tabs', () => {
  it('do not overwrite what the other keeps', async () => {
    const { open: visit } = await reader()
    const { page: one } = await visit(PAGE)
    const { page: two } = await visit(PAGE)
    await q(one, 'porter').answer('b')
    await q(two, 'guests').answer('b')
    await q(one, 'contacts-a-day').type('240')
    await q(two, 'two-right').answer('a')
    await q(one, 'who-meets-whom').sort({ door: 'door', table: 'table' })
    for (const page of [one, two]) {
      await page.reload()
      for (const id of ['porter', 'guests', 'contacts-a-day', 'two-right', 'who-meets-whom']) assert.notEqual(await q(page, id).says(), '', id)
    }
  })
})

describe('where nothing can be kept', () => {
  const blocked = () =>
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('The operation is insecure.', 'SecurityError')
      },
    })

  it('blocked storage: the page works, says that it cannot save, and nothing fails', async () => {
    const { page, faults } = await open(PAGE, { init: blocked })
    await q(page, 'porter').answer('b')
    assert.match(await q(page, 'porter').says(), /^Not this one\. A name can be spelt wrong\./)
    assert.ok((await q(page, 'porter').says()).includes(UNSAVED))
    await q(page, 'guests').answer('b')
    assert.match(await q(page, 'guests').says(), /^Right\./)
    await page.getByRole('button', { name: 'Reading' }).click()
    await page.getByRole('radio', { name: 'Dark' }).check()
    assert.equal(await page.locator('html').getAttribute('data-md-color-scheme'), 'slate')
    assert.deepEqual(faults, [])
  })

  it('blocked storage: search works, too', async () => {
    const { page, faults } = await open(PAGE, { init: blocked })
    await page.getByRole('link', { name: 'Search' }).click()
    await page.getByRole('searchbox').pressSequentially('contact')
    await page.locator('a.hit').first().waitFor()
    assert.deepEqual(faults, [])
  })

  it('reading settings that were kept badly do not stop the page', async () => {
    const { page, faults } = await open(PAGE)
    await page.evaluate(() => localStorage.setItem('browser-tests:set:reading', '{"text-size":'))
    await page.reload()
    await page.getByRole('link', { name: 'Search' }).click()
    await page.getByRole('searchbox').pressSequentially('contact')
    await page.locator('a.hit').first().waitFor()
    assert.deepEqual(faults, [])
  })

  it('full storage: the page says so, and saves again when there is room', async () => {
    const { page, faults } = await open(PAGE)
    await page.evaluate(fill)
    const porter = q(page, 'porter')
    await porter.answer('b')
    assert.ok((await porter.says()).includes(UNSAVED))
    await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('junk')).forEach((key) => localStorage.removeItem(key)))
    await porter.button.click()
    await porter.answer('a')
    assert.ok(!(await porter.says()).includes(UNSAVED))
    await page.reload()
    assert.match(await porter.says(), /^Right\./)
    assert.deepEqual(faults, [])
  })

  it('storage that is full from the start', async () => {
    const { page, faults } = await open('', {})
    await page.evaluate(fill)
    await page.goto(new URL(PAGE, page.url()).href)
    await q(page, 'two-right').answer('a', 'b')
    assert.match(await q(page, 'two-right').says(), /^Right\./)
    assert.ok((await q(page, 'two-right').says()).includes(UNSAVED))
    assert.deepEqual(faults, [])
  })
})
