/** What readers keep: whatever their storage does, copied to another device, and taken away. */

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { PART, RIGHT, SOME, TODAY, blocked, clear, copyFile, devices, entry, fill, give, handIn, kept, keptOn, press, q, said, sit, takeOver, throwing } from './device.mjs'
import { hasFocus } from './question.mjs'
import { SITE, rig } from './rig.mjs'

/** @typedef {import('./rig.mjs').Page} Page */

const device = devices()

/**
 * What a page shows once it is as expected, or after five seconds: a tab hears a moment later of what another has written.
 * @template T @param {() => Promise<T>} read @param {unknown} expected @returns {Promise<T>}
 */
async function settled(read, expected) {
  const end = Date.now() + 5000
  let seen = await read()
  while (!isDeepStrictEqual(seen, expected) && Date.now() < end) seen = await read()
  return seen
}

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
    const expected = [[20, ['a']], [20, ['a']]]
    const seen = async () => {
      const entries = await keptOn(tabs[0])
      return asked.map((id) => [entries[`q:${id}`].tries, entries[`q:${id}`].last.answer])
    }
    assert.deepEqual(await settled(seen, expected), expected)
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
    const chosen = async () => {
      await one.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
      return q(one, 'held-classify').choice('wait').inputValue()
    }
    assert.equal(await settled(chosen, 'risk'), 'risk')
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
    const kitchen = entry([1, true])
    const corrupt = kept({ 'q:porter': '{"v":2', 'q:guests': '{"v":2,"rev":1}', 'q:price': JSON.stringify({ ...sound['q:price'], past: {} }), 'q:two-right': JSON.stringify({ ...sound['q:guests'], last: { ...sound['q:guests'].last, sure: '__proto__' } }), 't:tests/final:x1': '{"v":1,"test":"tests/final","began":"2026-11-01T10:00:00Z","questions":[],"seq":1,"scores":null}', 't:tests/final:x2': '[]', 'a:tests/final:x3:held-line': '7', 'set:known': '5', 'set:marks': '"secure"', 'set:place': '[]', 'set:name': '{}', 'set:reading': '7', undo: '{"at":"x"}', seq: 'abc', seed: '{}' })
    const { open } = await device({ kept: { ...corrupt, ...kept({ 'q:kitchen': kitchen }) } })
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
    assert.deepEqual(aside, ['q:guests', 'q:porter', 'q:price', 'q:two-right', 'set:known', 'set:marks', 'set:name', 't:tests/final:x1', 't:tests/final:x2', 'undo'])
    assert.ok(JSON.parse(await page.evaluate(() => localStorage.getItem('browser-tests:q:porter') ?? '')).seq > (kitchen?.seq ?? 0))
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

describe('what a copy says', () => {
  const { reader } = rig(SITE)

  it('stays words, whatever it looks like', async () => {
    const markup = '<img src=x onerror="document.body.dataset.bad=1"><b>'
    const place = { url: 'interactive-marketing/moments-of-truth/', title: markup, section: '"><b>', heading: markup }
    const held = Object.fromEntries(Object.entries({ name: markup, place, reading: { lines: '"><b>' } }).map(([name, value]) => [`moments-of-truth:set:${name}`, JSON.stringify(value)]))
    const { open } = await reader({ kept: held })
    const { page, faults } = await open('')
    assert.ok((await page.locator('[data-continue]').innerText()).startsWith(`Continue: ${markup}`))
    assert.equal(await page.locator('[data-continue] :is(img, b)').count(), 0)
    await page.goto(new URL('study/record/', page.url()).href)
    assert.equal(await page.getByLabel('Your name').inputValue(), markup)
    assert.equal(await page.locator('body').getAttribute('data-bad'), null)
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
