/** Every page of the built course, and every state of a question: sound HTML, nothing that fails, nothing that leaves, nothing that shuts a reader out. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { HtmlValidate, StaticConfigLoader } from 'html-validate'
import { exceptions, rules } from './html-rules.mjs'
import { SOUND, faultsByAxe, faultsInBothSchemes, lowTargets, overflow } from './looks.mjs'
import { Question } from './question.mjs'
import { FIXTURE, SITE, pagesOf, reportRefusals, rig } from './rig.mjs'

const PAGES = pagesOf(SITE)

describe('the course', () => {
  const { reader } = rig(SITE)

  it('loads, leaves nothing to axe and fits into 320 px, page for page, in light or in dark', async () => {
    const readers = [await reader({ colorScheme: 'light', init: reportRefusals }), await reader({ colorScheme: 'dark', init: reportRefusals })] // each page in both: tests/bench
    /** @type {Record<string, unknown>} */
    const found = {}
    for (const [index, path] of PAGES.filter((path) => !path.startsWith('questions/')).entries()) {
      const { page, faults } = await readers[index % 2].open(path)
      const axe = await faultsByAxe(page)
      await page.setViewportSize({ width: 320, height: 640 })
      const seen = { faults, axe, overflow: await overflow(page), low: await lowTargets(page) }
      if (!isDeepStrictEqual(seen, SOUND)) found[path] = seen
      await page.close()
    }
    assert.deepEqual(found, {})
  })

  it('offers a report address just where mkdocs.yml sets one', () => {
    const set = /^ +report: *\S/m.test(readFileSync(new URL('../../mkdocs.yml', import.meta.url), 'utf8'))
    for (const path of PAGES) for (const [doubt] of htmlOf(SITE, path).matchAll(/<p class="doubt".*?<\/p>/gs)) assert.equal(doubt.includes('<a href'), set, path)
  })
})

describe('a question', () => {
  const { open } = rig(FIXTURE)
  const states = {
    unanswered: {},
    wrong: { porter: 'b', guests: 'a', 'code-and-formula': 'b', 'two-right': ['a', 'c'], 'contacts-a-day': '240', price: '9', 'who-meets-whom': ['cook', 'cook'], 'contact-or-not': ['unmet', 'unmet', 'met'] },
    right: { porter: 'a', guests: 'b', 'code-and-formula': 'a', 'two-right': ['a', 'b'], 'contacts-a-day': '2400', price: '2.5', 'who-meets-whom': ['door', 'table'], 'contact-or-not': ['met', 'met', 'unmet'] },
  }

  /** @param {import('./rig.mjs').Page} page @param {Record<string, string | string[]>} answers */
  async function give(page, answers) {
    for (const [id, answer] of Object.entries(answers)) {
      const q = new Question(page, id)
      if (id === 'who-meets-whom') await q.sort({ door: answer[0], table: answer[1] })
      else if (id === 'contact-or-not') await q.sort({ greeting: answer[0], bill: answer[1], stock: answer[2] })
      else if (await q.number.count()) await q.type(String(answer))
      else await q.answer(...[answer].flat())
    }
    if ('porter' in answers) await new Question(page, 'visit-in-order').order(...(answers.porter === 'a' ? ['in', 'order', 'eat', 'pay'] : ['pay', 'eat', 'order', 'in']))
    for (const summary of await page.locator('form.question summary').all()) if (await summary.isVisible()) await summary.click()
  }

  for (const [name, answers] of Object.entries(states)) {
    it(`${name}, all opened: nothing for axe in light and dark, 320 px wide, targets of 44 px`, async () => {
      const { page, faults } = await open('a/all/')
      await give(page, answers)
      assert.equal(await page.locator('form[data-checked]').count(), name === 'unanswered' ? 0 : 9)
      const axe = await faultsInBothSchemes(page)
      const low = await lowTargets(page)
      await page.setViewportSize({ width: 320, height: 640 })
      low.push(...(await lowTargets(page)))
      assert.deepEqual({ faults, axe, overflow: await overflow(page), low }, SOUND)
    })
  }

  it('has links in the colour of its part, in both schemes and under the pointer', async () => {
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      const { page } = await open('a/all/', { colorScheme })
      await new Question(page, 'porter').answer('b')
      const link = page.locator('.verdict a').first()
      const colours = () => link.evaluate((node) => {
        const probe = document.createElement('i')
        probe.style.color = 'var(--part)'
        node.parentElement?.append(probe)
        const pair = [getComputedStyle(node).color, getComputedStyle(probe).color]
        probe.remove()
        return pair
      })
      const [plain, part] = await colours()
      assert.equal(plain, part, colorScheme)
      await link.hover()
      assert.equal((await colours())[0], part, colorScheme)
    }
  })
})

describe('the first page', () => {
  const { open } = rig(SITE)

  it('begins with a link that can be read under the pointer and in focus', async () => {
    const { page } = await open('')
    const link = page.locator('a.button').first()
    if ((await link.count()) === 0) return
    const colour = () => link.evaluate((node) => getComputedStyle(node).color)
    const before = await colour()
    await link.hover()
    assert.equal(await colour(), before)
    await link.focus()
    assert.equal(await colour(), before)
  })
})

describe('HTML', () => {
  const validate = new HtmlValidate(new StaticConfigLoader(rules))
  const used = new Set()

  for (const [folder, path] of [...PAGES.map((path) => [SITE, path]), ...pagesOf(FIXTURE).map((path) => [FIXTURE, path])]) {
    it(`of ${folder === SITE ? '' : 'the fixture '}/${path} is sound`, async () => {
      const { results } = await validate.validateString(htmlOf(folder, path), path)
      const messages = results.flatMap((result) => result.messages).filter((message) => {
        const exception = exceptions.find(([rule, where]) => rule === message.ruleId && where.test(message.selector ?? ''))
        used.add(exception)
        return !exception
      })
      assert.deepEqual(messages.map(({ line, ruleId, message }) => `${line}: [${ruleId}] ${message}`), [])
    })
  }

  it('needs every exception that is made', () => assert.deepEqual(exceptions.filter((exception) => !used.has(exception)), []))
})

/** @param {string} folder @param {string} path */
const htmlOf = (folder, path) => readFileSync(join(folder, path.endsWith('.html') ? path : join(path, 'index.html')), 'utf8')
