/** What is marked, counted and asked again, day after day; and what is told to those whose browser deletes it. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { SOME, TODAY, day, devices, entry, kept, keptOn, leads, press, q, said } from './device.mjs'
import { hasFocus, tabTo } from './question.mjs'
import { SITE, rig } from './rig.mjs'

const device = devices()

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
    assert.match(text, /Called sure, and wrong: 11 of 21\. Before you say sure, look for what would speak against it\./)
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
