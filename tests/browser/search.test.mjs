/** The search: nothing of it is loaded before it is wanted; it finds terms in four languages and words of lessons; keys and readers get about in it. */

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { hasFocus, tabTo } from './question.mjs'
import { FIXTURE, SITE, launch, rig, serve } from './rig.mjs'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const LESSON = 'interactive-marketing/contacts-on-site/'
const PHONE = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true }
const DESK = { viewport: { width: 1280, height: 900 } }
const { open } = rig(SITE)
const fixture = rig(FIXTURE)

/** The search as its reader has it. @param {import('./rig.mjs').Page} page */
const partsOf = (page) => ({
  opener: page.getByRole('link', { name: 'Search', exact: true }),
  dialog: page.getByRole('dialog', { name: 'Search' }),
  field: page.getByRole('searchbox', { name: 'Search lessons, and terms in four languages' }),
  status: page.locator('[data-search] [role=status]'),
  hits: page.locator('a.hit'),
})

/** Open the search by keys alone. @param {import('./rig.mjs').How} [how] @param {string} [path] */
async function opened(how = DESK, path = LESSON) {
  const visit = await open(path, how)
  await tabTo(visit.page, '[data-search-open]')
  await visit.page.keyboard.press('Enter')
  const parts = partsOf(visit.page)
  await parts.dialog.waitFor()
  return { ...visit, ...parts }
}

/** What axe finds wrong with the page. @param {import('./rig.mjs').Page} page @returns {Promise<string[]>} */
async function faultsByAxe(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE)
  return page.evaluate(async () => (await /** @type {any} */ (window).axe.run()).violations.flatMap((/** @type {any} */ rule) => rule.nodes.map((/** @type {any} */ node) => `${rule.id}: ${node.target}`)))
}

const isSearch = (/** @type {string} */ url) => /search\.json|minisearch|\/search\/(box|find)\.js|lunr|search_index|workers\//.test(url)

describe('before it is wanted', () => {
  it('no page asks for its index or its library', async () => {
    for (const path of ['', LESSON, 'glossary/', 'search.html', '404.html']) {
      const { page, requests } = await open(path)
      await page.waitForLoadState('networkidle')
      assert.ok(requests.length > 5)
      assert.deepEqual(requests.filter(isSearch), [], path)
    }
  })

  it('its field asks for both once, when it has focus', async () => {
    const { page, requests, hits } = await opened()
    await page.keyboard.type('porter')
    await hits.first().waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Enter')
    await page.keyboard.type('brochure')
    await hits.first().waitFor()
    assert.deepEqual(requests.filter(isSearch).map((url) => url.replace(/.*\//, '')).sort(), ['box.js', 'find.js', 'minisearch.js', 'search.json'])
  })
})

for (const [name, how] of /** @type {const} */ ([['phone', PHONE], ['desk', DESK]])) {
  describe(`by keyboard, on a ${name},`, () => {
    for (const [query, first, url] of [
      ['sanningens ögonblick', /^moment of truth Term$/, 'glossary/#moment-of-truth'],
      ['sanningens ogonblick', /^moment of truth Term$/, 'glossary/#moment-of-truth'],
      ['sandhedens øjeblik', /^moment of truth Term$/, 'glossary/#moment-of-truth'],
      ['line of visability', /^line of visibility Term$/, 'glossary/#line-of-visibility'],
      ['spelling for years', /^Moments of truth Lesson$/, 'interactive-marketing/moments-of-truth/'],
      ['audit a visit', /^Audit a visit Exercise$/, 'exercises/audit-a-visit/'],
    ])
      it(`"${query}" finds ${url}`, async () => {
        const { page, faults, hits } = await opened(how)
        await page.keyboard.type(String(query))
        const hit = hits.first()
        await hit.getByText(/./).first().waitFor()
        await page.waitForFunction(([at]) => document.querySelector('a.hit')?.getAttribute('href')?.includes(at), [String(url)])
        assert.match((await hit.innerText()).replace(/\s+/g, ' '), /** @type {RegExp} */ (first))
        await page.keyboard.press('ArrowDown')
        assert.ok(await hasFocus(hit))
        await page.keyboard.press('Enter')
        await page.waitForURL((address) => address.href.includes(String(url)))
        assert.equal(await page.locator('main').count(), 1)
        assert.deepEqual(faults, [])
      })
  })
}

describe('what is found', () => {
  it('is announced once typing rests, and was silent before', async () => {
    const { page, status } = await opened()
    assert.equal(await status.textContent(), '')
    await page.keyboard.type('brochure')
    await status.getByText(/^\d+ results$/).waitFor()
    assert.equal(Number.parseInt((await status.textContent()) ?? ''), await page.locator('a.hit').count())
    await page.keyboard.type(' xylophone quark')
    await status.getByText(/^Nothing has just these words\./).waitFor()
    await page.getByRole('searchbox').fill('xylophone')
    await status.getByText(/^Nothing found\./).waitFor()
    assert.equal(await page.locator('a.hit').count(), 0)
  })

  it('has its words marked, its lesson named, and a term all its names, each in its language', async () => {
    const { page, hits } = await opened()
    await page.keyboard.type('ögonblick')
    await hits.first().waitFor()
    const term = page.locator('[data-hits] > li').first()
    assert.deepEqual(await term.locator('mark').allInnerTexts(), ['ögonblick'])
    assert.deepEqual(await term.locator('[lang]').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('lang'))), ['sv', 'nb', 'da'])
    await term.getByRole('link', { name: 'Moments of truth', exact: true }).click()
    await page.waitForURL(/\/interactive-marketing\/moments-of-truth\/$/)
  })

  it('is walked by arrow keys, and the way up leads back to the field', async () => {
    const { page, field, hits } = await opened()
    await page.keyboard.type('contact')
    await hits.nth(2).waitFor()
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp']) await page.keyboard.press(key)
    assert.ok(await hasFocus(hits.first()))
    await page.keyboard.press('ArrowUp')
    assert.ok(await hasFocus(field))
  })

  it('leads to a section of this very page, and the search is closed then', async () => {
    const { page, dialog, hits } = await opened()
    await page.keyboard.type('work routines rehearsed')
    await hits.first().waitFor()
    const here = page.locator(`a.hit[href*="/${LESSON}#"]`).first()
    const anchor = (await here.getAttribute('href'))?.split('#')[1]
    await here.click()
    await dialog.waitFor({ state: 'hidden' })
    assert.ok(page.url().endsWith(`#${anchor}`))
  })

  it('holds no key and no feedback: the fixture knows these words in questions only', async () => {
    const { page } = await fixture.open('a/all/')
    assert.match(await page.content(), /A name can be spelt wrong/)
    await page.locator('[data-search-open]').click()
    await page.getByRole('searchbox').fill('spelt wrong')
    await page.locator('[data-search] [role=status]').getByText(/^Nothing/).waitFor()
    assert.ok(!(await page.locator('[data-hits]').innerText()).includes('spelt'))
  })
})

describe('the dialog', () => {
  it('has a name, holds focus, and gives it back by Escape', async () => {
    const { page, dialog, field, opener } = await opened()
    assert.ok(await hasFocus(field))
    for (let press = 0; press < 5; press++) {
      await page.keyboard.press('Tab')
      assert.ok(await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest('dialog')))
    }
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    assert.ok(await hasFocus(opener))
  })

  it('closes by its button, by a tap beside it, and keeps what was typed', async () => {
    const { page, dialog, field, opener } = await opened()
    await page.keyboard.type('porter')
    await dialog.getByRole('button', { name: 'Close' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await opener.click()
    assert.equal(await field.inputValue(), 'porter')
    await page.mouse.click(5, 400)
    await dialog.waitFor({ state: 'hidden' })
    assert.ok(await hasFocus(opener))
  })

  it('opens by Control and K, too', async () => {
    const { page } = await open(LESSON)
    await page.keyboard.press('Control+k')
    assert.ok(await hasFocus(partsOf(page).field))
  })

  for (const [name, how] of /** @type {const} */ ([['phone', PHONE], ['desk', DESK]]))
    for (const colorScheme of /** @type {const} */ (['light', 'dark']))
      it(`leaves nothing to axe, on a ${name}, ${colorScheme}, with results`, async () => {
        const { page, faults, hits } = await opened({ ...how, colorScheme })
        await page.keyboard.type('contact')
        await hits.nth(3).waitFor()
        const low = await page.locator('dialog :is(input, button)').evaluateAll((nodes) => nodes.filter((node) => node.getBoundingClientRect().height < 44).map((node) => node.outerHTML))
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
        assert.deepEqual({ axe: await faultsByAxe(page), faults, low, wide }, { axe: [], faults: [], low: [], wide: false })
      })
})

describe('when the index cannot be had', () => {
  it('says so, and works as soon as it can', async () => {
    const { page } = await open(LESSON)
    const { opener, field, status, hits } = partsOf(page)
    await page.route('**/search.json', (route) => route.abort())
    await opener.click()
    await field.fill('porter')
    await status.getByText(/could not be loaded/).waitFor()
    await page.unroute('**/search.json')
    await field.fill('porter ')
    await hits.first().waitFor()
    await status.getByText(/^\d+ results?$/).waitFor()
  })
})

describe('the page of the search', () => {
  it('finds what its address says, and keeps what is typed in the address', async () => {
    const { page, faults } = await open('search.html?q=blueprint')
    const { field, hits } = partsOf(page)
    await hits.first().waitFor()
    assert.equal(await field.inputValue(), 'blueprint')
    await field.fill('øjeblik')
    await page.waitForURL(/\?q=%C3%B8jeblik$/)
    await hits.first().click()
    await page.waitForURL(/glossary\/#moment-of-truth$/)
    await page.goBack()
    await hits.first().waitFor()
    assert.equal(await field.inputValue(), 'øjeblik')
    assert.deepEqual(faults, [])
  })

  it('without JavaScript lists all pages, and the link in the header leads there', async () => {
    const { page } = await open(LESSON, { javaScriptEnabled: false })
    await page.locator('[data-search-open]').click()
    await page.waitForURL(/search\.html$/)
    assert.equal(await page.getByRole('searchbox').count(), 0)
    assert.ok(await page.locator('noscript p').isVisible())
    await page.locator('[data-places]').getByRole('link', { name: 'Contacts on site' }).click()
    assert.ok(page.url().endsWith(LESSON))
  })
})

describe('single keys', () => {
  it('are no commands, wherever focus stands', async () => {
    const { page } = await open(LESSON)
    const before = page.url()
    for (const place of ['body', 'main a', 'summary', '.bar a']) {
      await page.evaluate((selector) => /** @type {HTMLElement | null} */ (document.querySelector(selector))?.focus(), place)
      for (const key of ['n', 'p', '.', ',', 's', 'f', '/']) await page.keyboard.press(key)
    }
    await page.waitForLoadState('networkidle')
    assert.equal(page.url(), before)
    assert.equal(await partsOf(page).dialog.count(), 0)
  })
})

describe('a lost reader', () => {
  /** @type {{url: string, close: () => void}} */
  let server
  /** @type {import('playwright').Browser} */
  let browser
  const folder = mkdtempSync(join(tmpdir(), 'search-'))
  before(async () => {
    symlinkSync(FIXTURE, join(folder, 'course'))
    server = await serve(folder)
    browser = await launch()
  })
  after(async () => {
    await browser?.close()
    server?.close()
    rmSync(folder, { recursive: true })
  })

  it('at the root is led on from any depth, and can search', async () => {
    const { page, requests } = await open('interactive-marketing/deep/er/moment-of-truths/')
    await page.getByRole('link', { name: 'Moments of truth' }).first().waitFor()
    assert.equal(await page.locator('[data-meant] a').getAttribute('href'), new URL('/interactive-marketing/moments-of-truth/', page.url()).href)
    const { field, hits } = partsOf(page)
    await field.fill('øjeblik')
    await hits.first().click()
    await page.waitForURL(/\/glossary\/#moment-of-truth$/)
    assert.deepEqual(requests.filter((url) => url.includes('/deep/') && !url.endsWith('/moment-of-truths/')), [])
  })

  it('in a folder is led on within it', async () => {
    const page = await browser.newPage()
    await page.goto(`${server.url}course/no/such/lattter`)
    await page.locator('[data-meant] a').waitFor()
    assert.match((await page.locator('[data-meant] a').getAttribute('href')) ?? '', /\/course\/a\/later\/$/)
    const { field, hits } = partsOf(page)
    await field.fill('contact')
    await hits.first().click()
    await page.waitForURL((address) => address.pathname.startsWith('/course/') && !address.pathname.includes('/no/'))
    assert.equal((await page.title()).includes('not found'), false)
  })

  it('without JavaScript finds home, glossary and all pages', async () => {
    const { page } = await open('no/such/page', { javaScriptEnabled: false })
    for (const name of ['Home', 'Exercises', 'Glossary', 'Contacts on site']) assert.ok(await page.getByRole('main').getByRole('link', { name, exact: true }).first().isVisible(), name)
  })
})
