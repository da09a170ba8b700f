/** Lessons and whole parts on paper. */

import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Question } from './question.mjs'
import { FIXTURE, SITE, pagesOf, rig } from './rig.mjs'

const PAGE = 'a/all/'
const LATER = 'a/later/'
const READS_PDF = spawnSync('pdftotext', ['-v']).error === undefined

/** @typedef {import('./rig.mjs').Page} Page */

/** Make the page what it is while it is printed. @param {Page} page */
async function toPaper(page) {
  await page.emulateMedia({ media: 'print' })
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
}

/** The text of a page as printed, in one line. @param {Page} page @param {'A4' | 'Letter'} format */
async function printed(page, format) {
  const input = await page.pdf({ format })
  return execFileSync('pdftotext', ['-', '-'], { input }).toString().replace(/\s+/g, ' ')
}

/** All that a reader has done on a page; which code is wide enough to be scrolled, the theme finds anew in its own time. @param {Page} page */
const stateOf = (page) =>
  page.evaluate(() => ({
    html: document.querySelector('article')?.outerHTML.replaceAll(' tabindex="0"', ''),
    values: [...document.querySelectorAll('input, select')].map((node) => /** @type {HTMLInputElement} */ (node).value + /** @type {HTMLInputElement} */ (node).checked),
  }))

/** Answer some questions, begin others, and open this and that. @param {Page} page */
async function halfway(page) {
  const q = (/** @type {string} */ id) => new Question(page, id)
  await q('porter').answer('b')
  await q('two-right').choose('a')
  await q('price').number.fill('9')
  await q('contacts-a-day').type('240')
  await q('visit-in-order').order('in', 'order', 'eat', 'pay')
  await q('who-meets-whom').choice('door').selectOption('cook')
  await q('porter').key.locator('summary').click()
  await q('code-and-formula').hint.locator('summary').click()
  return q
}

describe('a lesson on paper', () => {
  const { open } = rig(FIXTURE)

  it('has its keys together behind the text, numbered as the questions, each with its section', async () => {
    const { page, faults } = await open(PAGE)
    await toPaper(page)
    const answers = page.locator('article > .answers')
    assert.equal(await answers.getByRole('heading').innerText(), 'Answers: All types')
    const keys = await answers.locator('ol').first().locator(':scope > li').allInnerTexts()
    const ids = await page.locator('form.question').evaluateAll((forms) => forms.map((form) => form.getAttribute('data-question')))
    assert.equal(keys.length, ids.length)
    assert.match(keys[ids.indexOf('porter')], /A chance and a risk \(right\) Both sides belong to it\.[\s\S]*Read the passage that settles it/)
    assert.match(keys[ids.indexOf('visit-in-order')], /The guest comes in|comes in/)
    const section = answers.locator('.passage-link').first()
    assert.match(await section.evaluate((node) => getComputedStyle(node, '::after').content), /data-section|Two sides/)
    assert.equal(await section.getAttribute('data-section'), 'Two sides')
    for (const key of await page.locator('form .key').all()) assert.equal(await key.isVisible(), false)
    assert.deepEqual(faults, [])
  })

  it('names the lesson of a passage that stands elsewhere', async () => {
    const { page } = await open(LATER)
    assert.equal(await new Question(page, 'porter').key.locator('.passage-link').getAttribute('data-section'), 'All types: Two sides')
  })

  it('shows neither verdicts nor what the reader has answered', async () => {
    const { page } = await open(PAGE)
    const q = await halfway(page)
    await toPaper(page)
    for (const part of ['.verdict', '.sign', '.do', '.doubt', '.hint']) assert.equal(await page.locator(`form ${part}`).filter({ visible: true }).count(), 0, part)
    const look = (/** @type {string} */ id) => q('porter').option(id).evaluate((node) => {
      const { appearance, backgroundColor, backgroundImage, borderTopWidth, boxShadow } = getComputedStyle(node)
      return { appearance, backgroundColor, backgroundImage, borderTopWidth, boxShadow }
    })
    assert.deepEqual(await look('b'), await look('a'))
    assert.equal((await look('b')).appearance, 'none')
    assert.equal(await q('price').number.evaluate((node) => getComputedStyle(node).color), 'rgba(0, 0, 0, 0)')
    assert.equal(await q('who-meets-whom').choice('door').isVisible(), false)
    assert.notDeepEqual(await q('visit-in-order').places(), ['in', 'order', 'eat', 'pay'])
    for (const row of await page.locator('form fieldset li.wrong, form fieldset li.right').all()) assert.match(await row.evaluate((node) => getComputedStyle(node).backgroundColor), /rgba\(0, 0, 0, 0\)/)
  })

  it('has the choices of each matching question, with letters', async () => {
    const { page } = await open(PAGE)
    const choices = page.locator('form[data-question="contact-or-not"] .choices')
    assert.equal(await choices.isVisible(), false)
    await toPaper(page)
    assert.ok(await choices.isVisible())
    const names = await page.locator('form[data-question="contact-or-not"] select').first().locator('option').allInnerTexts()
    assert.deepEqual(await choices.locator('li').allInnerTexts(), names.slice(1))
    assert.equal(await choices.evaluate((node) => getComputedStyle(node).listStyleType), 'upper-alpha')
  })

  it('gives a reader in the middle of a quiz everything back as it was', async () => {
    const { page } = await open(PAGE)
    const q = await halfway(page)
    const before = await stateOf(page)
    for (let times = 0; times < 2; times++) {
      await toPaper(page)
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
      await page.evaluate(() => dispatchEvent(new Event('afterprint')))
      await page.emulateMedia({ media: 'screen' })
      assert.deepEqual(await stateOf(page), before)
    }
    await page.pdf()
    assert.deepEqual(await stateOf(page), before)
    await q('two-right').answer('b')
    assert.match(await q('two-right').says(), /^Right\./)
  })

  it('opens what is folded away, and puts worked answers with the keys', async () => {
    const { page } = await open(LATER)
    const list = page.getByText('Behind: the kitchen.')
    assert.equal(await list.isVisible(), false)
    await toPaper(page)
    assert.ok(await list.isVisible())
    const answer = page.getByText('It stands in front of the line: guests watch it.')
    assert.equal(await answer.filter({ visible: true }).count(), 1)
    assert.match(await page.locator('.answers > ul > li').innerText(), /^Now you: the bar\s+It stands in front/)
  })

  it('has a line with course, lesson and address, and nothing of the frame', async () => {
    const { page } = await open(PAGE)
    assert.equal(await page.locator('.colophon').isVisible(), false)
    await toPaper(page)
    assert.equal((await page.locator('.colophon').innerText()).split('\n')[0], `A course for tests · All types · ${page.url()}`)
    for (const part of ['header', 'footer', '.md-sidebar', '.md-skip', 'dialog', '[popover]']) assert.equal(await page.locator(part).filter({ visible: true }).count(), 0, part)
  })

  it('is black on white, whatever colours the screen has', async () => {
    const { page } = await open(PAGE, { colorScheme: 'dark' })
    await toPaper(page)
    assert.equal(await page.locator('body').evaluate((node) => getComputedStyle(node).color), 'rgb(0, 0, 0)')
    assert.equal(await page.locator('html').evaluate((node) => getComputedStyle(node).colorScheme), 'light')
  })

  it('without JavaScript has each key below its question, and all else as well', async () => {
    const { page } = await open(LATER, { javaScriptEnabled: false })
    await page.emulateMedia({ media: 'print' })
    for (const id of ['kitchen', 'porter']) assert.ok(await new Question(page, id).key.locator('li').first().isVisible(), id)
    assert.ok(await page.getByText('Behind: the kitchen.').isVisible())
    assert.ok(await page.locator('.colophon').getByText('A course for tests · Later').isVisible())
  })

  it('comes out so, on A4 and Letter', { skip: !READS_PDF && 'there is no pdftotext' }, async () => {
    const { page } = await open(PAGE)
    await halfway(page)
    for (const format of /** @type {const} */ (['A4', 'Letter'])) {
      const text = await printed(page, format)
      const [body, answers] = text.split('Answers: All types')
      for (const number of [1, 2, 3, 4, 5, 6, 7, 8, 9]) assert.ok(body.includes(`${number}. `), `${format}: question ${number}`)
      assert.ok(!/Both sides belong to it|Check|Question this key|Glossary|Skip to content/.test(body), body)
      assert.match(answers, /1\. [\s\S]*Both sides belong to it\.[\s\S]*Read the passage that settles it: Two sides/)
    }
  })
})

for (const [name, folder] of [['the course', SITE], ['the fixture', FIXTURE]]) {
  describe(`a part on one page, in ${name},`, () => {
    const { open } = rig(folder)
    const booklets = pagesOf(folder).filter((path) => path.endsWith('/print/'))

    it('is there', () => assert.ok(booklets.length))

    for (const path of booklets) {
      const part = path.replace(/print\/$/, '')

      it(`/${path} stands alone: no script, no form, no search engine`, async () => {
        const html = readFileSync(join(folder, path, 'index.html'), 'utf8')
        assert.doesNotMatch(html, /<script|<form|<button|class="term"|data-definition/)
        assert.match(html, /<meta name="robots" content="noindex">/)
        for (const list of ['sitemap.xml', 'course.json']) if (existsSync(join(folder, list))) assert.ok(!readFileSync(join(folder, list), 'utf8').includes(path), list)
        const { page, faults } = await open(path, { javaScriptEnabled: false })
        assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1)
        assert.deepEqual(faults, [])
      })

      it(`/${path} is reached from the part's own page, and leads back`, async () => {
        const { page } = await open(part)
        await page.getByRole('link', { name: 'The whole part on one page, to print' }).click()
        await page.waitForURL((url) => url.pathname.endsWith(path))
        await page.getByRole('link', { name: 'Back to the part' }).click()
        await page.waitForURL((url) => url.pathname.endsWith(part))
      })

      it(`/${path} has every lesson of the part in order, with its questions and keys`, async () => {
        const { page } = await open(part)
        const lessons = await page.locator('.lessons a').allInnerTexts()
        const { page: booklet } = await open(path)
        const titles = await booklet.locator('.chapter > h2').allInnerTexts()
        assert.deepEqual(titles, lessons.map((title) => title.replace(/\s+\(.*\)$/, '')))
        for (const [index, chapter] of (await booklet.locator('.chapter').all()).entries()) {
          const questions = await chapter.locator('.question').count()
          assert.equal(await booklet.locator('.answers h3', { hasText: titles[index] }).locator('xpath=following-sibling::ol[1]').locator(':scope > li').count(), questions, titles[index])
        }
        assert.equal(await booklet.locator('.chapter .key, .chapter details.answer').count(), 0)
      })

      it(`/${path} has ids of its own for all, and each link and label finds its target`, async () => {
        const { page } = await open(path)
        const lost = await page.evaluate(() => {
          const ids = [...document.querySelectorAll('[id]')].map((node) => node.id)
          const twice = ids.filter((id, index) => ids.indexOf(id) !== index)
          const named = [...document.querySelectorAll('[for], [aria-labelledby], [aria-describedby]')].flatMap((node) => ['for', 'aria-labelledby', 'aria-describedby'].flatMap((name) => (node.getAttribute(name) ?? '').split(' ').filter(Boolean)))
          const anchors = [...document.querySelectorAll('a[href^="#"]')].map((node) => decodeURIComponent(String(node.getAttribute('href')).slice(1)))
          const drawn = [...document.documentElement.outerHTML.matchAll(/url\(#([^)]+)\)/g)].map((match) => match[1])
          return { twice, missing: [...named, ...anchors, ...drawn].filter((id) => !ids.includes(id)) }
        })
        assert.deepEqual(lost, { twice: [], missing: [] })
        const away = await page.locator('a[href]:not([href^="#"])').evaluateAll((nodes) => nodes.map((node) => /** @type {HTMLAnchorElement} */ (node).href))
        for (const address of new Set(away.filter((link) => link.startsWith(new URL('/', page.url()).href)))) {
          const file = join(folder, new URL(address).pathname)
          assert.ok(existsSync(file.endsWith('/') ? join(file, 'index.html') : file), address)
        }
      })

      it(`/${path} prints: every lesson on a page of its own, all keys at the end`, { skip: !READS_PDF && 'there is no pdftotext' }, async () => {
        const { page } = await open(path)
        const text = await printed(page, 'A4')
        const [title, ...lessons] = await page.locator('h1, .chapter > h2').allInnerTexts()
        assert.ok(text.includes(title))
        const places = [...lessons.map((heading) => text.search(new RegExp(`${literal(heading)} \\d+ min to read`))), text.indexOf(` Answers ${lessons[0]} `)]
        assert.deepEqual(places, [...places].sort((one, other) => one - other))
        assert.ok(places.every((place) => place >= 0))
        assert.ok(text.indexOf('Read the passage that settles it') > places[places.length - 1])
      })
    }
  })
}

/** A text as a pattern that finds it. @param {string} text */
const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
