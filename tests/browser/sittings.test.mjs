/** Tests: drawn, kept while they are answered, handed in once and reported. */

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { HELD, PART, RIGHT, SOME, day, devices, give, handIn, kept, keptOn, leads, press, q, said, sit, withoutWorker } from './device.mjs'
import { hasFocus, tabTo } from './question.mjs'
import { FIXTURE, rig } from './rig.mjs'

/** @typedef {import('./rig.mjs').Page} Page */

const device = devices()

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
    const { open, at } = await device()
    const { page } = await open('tests/final/')
    await sit(page)
    const asked = () => page.locator('form.question').evaluateAll((forms) => forms.map((form) => form.getAttribute('data-question') ?? ''))
    const first = await asked()
    await handIn(page)
    assert.match(await said(page, /The questions/), /^0 of 4 right Not passed yet: 3 right answers are needed, with at least half right in each part\./)
    await press(page, /Back to the test/)
    assert.ok(await hasFocus(page.locator('.tool button').first()))
    assert.match(await said(page, /Earlier/), /^Take it again, with questions you have not seen as far as there are any Earlier sittings 21 November 2026 at 12:00: 0 of 4 right\. See the report$/)
    await at(day(22))
    await sit(page, /Take it again/)
    const second = await asked()
    assert.deepEqual([...first, ...second].sort(), [...HELD].sort())
    for (const id of second.slice(0, 3)) await give(page, id, RIGHT[/** @type {keyof typeof RIGHT} */ (id)])
    await handIn(page)
    assert.match(await said(page, /The questions/), /^3 of 4 right Passed\./)
    await press(page, /Back to the test/)
    assert.match(await said(page, /Earlier/), /Earlier sittings 22 November 2026 at 12:00: 3 of 4 right\. See the report 21 November 2026 at 12:00: 0 of 4 right\. See the report$/)
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
