/** Glossary terms: the definition opens where the word stands, by pointer, tap and key. */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hasFocus, tabTo } from './question.mjs'
import { FIXTURE, rig } from './rig.mjs'

const { open } = rig(FIXTURE)
const PAGE = 'a/all/'
const DEFINITION = 'Any contact between a customer and a firm.'

/** @param {import('./rig.mjs').How} [how] */
async function term(how) {
  const visit = await open(PAGE, how)
  return { ...visit, link: visit.page.locator('a.term', { hasText: 'moment of truth' }), note: visit.page.locator('.term-note') }
}

/** The note stands in the window, right above or below its word. @param {import('./rig.mjs').Locator} note @param {import('./rig.mjs').Locator} link */
async function assertBeside(note, link) {
  const [box, word, size] = [await note.boundingBox(), await link.boundingBox(), note.page().viewportSize()]
  assert.ok(box && word && size)
  const gap = Math.max(box.y - word.y - word.height, word.y - box.y - box.height)
  const inside = box.x >= 0 && box.x + box.width <= size.width && box.y >= 0 && box.y + box.height <= size.height
  assert.ok(inside && gap >= 0 && gap < 20, JSON.stringify({ box, word, size }))
}

describe('a term', () => {
  it('opens by pointer, stays while the pointer is on the note, and closes behind it', async () => {
    const { page, link, note } = await term()
    await link.hover()
    await note.getByText(DEFINITION).waitFor()
    await note.hover()
    await page.waitForTimeout(500)
    assert.ok(await note.isVisible())
    await page.mouse.move(1, 1)
    await note.waitFor({ state: 'hidden' })
  })

  it('does not open when the pointer only passes', async () => {
    const { page, link, note } = await term()
    await link.hover()
    await page.mouse.move(1, 1)
    await page.waitForTimeout(500)
    assert.equal(await note.isVisible(), false)
  })

  it('opens by tap, stays on the page, and closes by a tap elsewhere', async () => {
    const { page, link, note } = await term({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } })
    const before = page.url()
    await link.tap()
    await note.getByText(DEFINITION).waitFor()
    assert.equal(page.url(), before)
    await assertBeside(note, link)
    await page.locator('h1').tap()
    await note.waitFor({ state: 'hidden' })
  })

  it('opens by Enter, leads on by Tab; Escape leads back to the word', async () => {
    const { page, link, note } = await term()
    await tabTo(page, 'a.term')
    assert.ok(await hasFocus(link))
    await page.keyboard.press('Enter')
    await note.getByText(DEFINITION).waitFor()
    assert.ok(await note.evaluate((node) => node.contains(document.activeElement)))
    await page.keyboard.press('Tab')
    assert.ok(await hasFocus(note.getByRole('link', { name: 'Glossary' })))
    await page.keyboard.press('Escape')
    await note.waitFor({ state: 'hidden' })
    assert.ok(await hasFocus(link))
  })

  it('that was opened by pointer closes by Escape, too', async () => {
    const { page, link, note } = await term()
    await link.hover()
    await note.getByText(DEFINITION).waitFor()
    await page.keyboard.press('Escape')
    await note.waitFor({ state: 'hidden' })
  })

  it('has a name and a way to the glossary', async () => {
    const { page, link, note } = await term()
    await link.click()
    await page.getByRole('dialog', { name: 'moment of truth' }).waitFor()
    await note.getByRole('link', { name: 'Glossary' }).click()
    await page.waitForURL(/\/glossary\/#moment-of-truth$/)
    assert.ok(await page.locator('#moment-of-truth').getByText(DEFINITION).isVisible())
  })

  it('is a plain link without JavaScript', async () => {
    const { page, link } = await term({ javaScriptEnabled: false })
    await link.click()
    await page.waitForURL(/\/glossary\/#moment-of-truth$/)
    assert.equal(await page.locator('#moment-of-truth').count(), 1)
  })

  it('is marked once, and never in a question, where a definition would give the answer away', async () => {
    const { page } = await term()
    assert.match(await page.locator('form[data-question="porter"] legend').innerText(), /moment of truth/)
    assert.equal(await page.locator('form.question a.term').count(), 0)
    assert.equal(await page.locator('a.term', { hasText: 'moment of truth' }).count(), 1)
  })

  it('stays within a narrow page, at the end of it as well', async () => {
    const { page, link, note } = await term({ viewport: { width: 320, height: 500 } })
    await link.evaluate((node) => window.scrollTo(0, window.scrollY + node.getBoundingClientRect().top - window.innerHeight + 40))
    await link.focus()
    await page.keyboard.press('Enter')
    await assertBeside(note, link)
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 320))
  })
})
