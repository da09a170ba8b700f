/** Pages without JavaScript, pages on paper, pages without a quiz, and what the quiz weighs. */

import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { Question } from './question.mjs'
import { FIXTURE, SITE, pagesOf, rig } from './rig.mjs'

const { open } = rig(FIXTURE)
const PAGE = 'a/all/'
const IDS = ['porter', 'two-right', 'contacts-a-day', 'price', 'guests', 'visit-in-order', 'who-meets-whom', 'contact-or-not', 'code-and-formula']

describe('without JavaScript', () => {
  const plain = { javaScriptEnabled: false }

  it('every question is complete, and what needs a script is out of sight', async () => {
    const { page, faults } = await open(PAGE, plain)
    for (const id of IDS) {
      const q = new Question(page, id)
      assert.ok(await q.form.locator('legend').isVisible(), id)
      assert.ok(await q.form.locator('input, select').first().isVisible(), id)
      assert.equal(await q.button.isVisible(), false, id)
      assert.equal(await q.doubt.isVisible(), false, id)
      assert.ok(await q.key.locator('summary').isVisible(), id)
      assert.equal(await q.key.locator(':scope > :not(summary)').first().isVisible(), false, id)
    }
    assert.deepEqual(faults, [])
  })

  it('the key opens and holds answer, feedback and passage', async () => {
    const { page } = await open(PAGE, plain)
    const { key } = new Question(page, 'porter')
    await key.locator('summary').click()
    const text = await key.innerText()
    for (const words of ['A chance and a risk (right)', 'Both sides belong to it.', 'A chance only (not right)', 'A name can be spelt wrong.']) {
      assert.ok(text.includes(words), words)
    }
    const other = new Question(page, 'who-meets-whom').key
    await other.locator('summary').click()
    assert.match((await other.innerText()).replace(/\s+/g, ' '), /Right\. Just these two\. Not yet\. Walk through the visit\./)
    await key.getByRole('link', { name: 'Read the passage' }).click()
    assert.match(page.url(), /#passage-porter$/)
  })

  it('an order can be given by numbers', async () => {
    const { page } = await open(PAGE, plain)
    const { form } = new Question(page, 'visit-in-order')
    assert.match(await form.locator('fieldset').innerText(), /Give each line its place:/)
    await form.getByLabel('Place: The guest orders').selectOption('2')
  })

  it('Enter does not send the form and lose what was typed', async () => {
    const { page } = await open(PAGE, plain)
    for (const id of ['price', 'porter']) {
      const q = new Question(page, id)
      const before = page.url()
      const field = q.form.locator('input').first()
      await field.focus()
      await page.keyboard.press('Enter')
      await page.waitForTimeout(200)
      assert.equal(page.url(), before)
    }
  })

  it('the scheme follows the reader', async () => {
    const ground = async (/** @type {'light' | 'dark'} */ colorScheme) => {
      const { page } = await open(PAGE, { ...plain, colorScheme })
      return page.locator('form.question').first().evaluate((node) => getComputedStyle(node).backgroundColor)
    }
    assert.notEqual(await ground('light'), await ground('dark'))
  })
})

it('on paper the key stands below its question', async () => {
  const { page } = await open(PAGE)
  await page.emulateMedia({ media: 'print' })
  const { key, button, hint } = new Question(page, 'porter')
  assert.ok(await key.getByText('Both sides belong to it.').isVisible())
  assert.equal(await button.isVisible(), false)
  assert.equal(await hint.isVisible(), false)
})

describe('a page without a quiz', () => {
  it('asks for nothing of it', async () => {
    const { page, requests } = await open('')
    await page.waitForLoadState('networkidle')
    assert.ok(requests.length > 3)
    assert.deepEqual(requests.filter((url) => /\/quiz\/(quiz|kinds)\.js|question\.css/.test(url)), [])
  })

  for (const [name, folder] of [['the course', SITE], ['the fixture', FIXTURE]]) {
    it(`holds no text of it, in ${name}`, () => {
      const without = pagesOf(folder).filter((path) => !path.endsWith('/print/') && !/<form class="question"|data-tool="(test|review)"/.test(htmlOf(folder, path)))
      assert.ok(without.length > 2)
      for (const path of without) assert.doesNotMatch(htmlOf(folder, path), /quiz\.js|question\.css|class="question"/, path)
    })

    it(`and no text of it comes twice into a page that has one, in ${name}`, () => {
      const quizzes = pagesOf(folder).filter((path) => !path.startsWith('questions/') && htmlOf(folder, path).includes('<form class="question"'))
      assert.ok(quizzes.length > 0)
      for (const path of quizzes) for (const part of ['quiz.js', 'question.css']) assert.equal(htmlOf(folder, path).split(part).length, 2, `${part} on ${path}`)
    })
  }
})

/** @param {string} folder @param {string} path */
const htmlOf = (folder, path) => readFileSync(join(folder, path.endsWith('.html') ? path : join(path, 'index.html')), 'utf8')

describe('the quiz weighs, as it is sent,', () => {
  /** @param {RegExp} name */
  const weight = (name) => {
    const files = /** @type {string[]} */ (readdirSync(join(SITE, 'assets'), { recursive: true })).map((file) => file.replaceAll('\\', '/')).filter((file) => name.test(file))
    assert.ok(files.length > 0)
    return files.reduce((sum, file) => sum + gzipSync(readFileSync(join(SITE, 'assets', file)), { level: 9 }).length, 0)
  }

  it('at most 10 KB of JavaScript', () => assert.ok(weight(/^\w+\/quiz\/[^/]+\.js$/) <= 10 * 1024))
  it('at most 3 KB of CSS', () => assert.ok(weight(/^\w+\/css\/question\.css$/) <= 3 * 1024))
})
