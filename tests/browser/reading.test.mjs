/** The reader's settings and reading aloud, and the frame around the text: keys, targets, ways on a phone, contrast by force. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { faultsInBothSchemes, overflow } from './looks.mjs'
import { Question, hasFocus, tabTo } from './question.mjs'
import { FIXTURE, SITE, rig } from './rig.mjs'
import { BRITISH, REMOTE, SWEDISH, speech } from './speech.mjs'

const LESSON = 'a/later/'
const KEPT = 'browser-tests:set:reading'
const LARGEST = { 'text-size': '150', letters: 'wider', lines: 'wider', measure: 'full', headings: 'sans' }

/** @typedef {import('./rig.mjs').Page} Page */

/** Open the settings. @param {Page} page */
async function settings(page) {
  await page.getByRole('button', { name: 'Reading' }).click()
  const panel = page.getByRole('dialog', { name: 'Reading' })
  await panel.waitFor()
  return panel
}

/** One of a group. @param {import('./rig.mjs').Locator} panel @param {string} group @param {string} choice */
const radio = (panel, group, choice) => panel.getByRole('group', { name: group }).getByRole('radio', { name: choice, exact: true })

/** Choose, and wait until it holds. @param {import('./rig.mjs').Locator} panel @param {string} group @param {string} choice */
async function choose(panel, group, choice) {
  const chosen = radio(panel, group, choice)
  await chosen.check()
  const setting = await chosen.evaluate((node) => [/** @type {HTMLInputElement} */ (node).name, /** @type {HTMLInputElement} */ (node).value])
  await panel.page().waitForFunction(([name, value]) => (document.documentElement.getAttribute(`data-${name}`) ?? '') === value, setting)
}

/** @param {Page} page @param {string} selector @param {string} property */
const styleOf = (page, selector, property) => page.locator(selector).first().evaluate((node, name) => getComputedStyle(node).getPropertyValue(name), property)

describe("the reader's settings", () => {
  const { open, reader } = rig(FIXTURE)
  const text = async (/** @type {Page} */ page) => Object.fromEntries(await Promise.all(['font-size', 'letter-spacing', 'line-height', 'max-inline-size'].map(async (name) => [name, parseFloat(await styleOf(page, 'article', name))])))

  it('act at once, each on its own', async () => {
    const { page, faults } = await open(LESSON)
    const before = await text(page)
    const panel = await settings(page)
    await choose(panel, 'Text size', '130 %')
    const larger = await text(page)
    assert.ok(Math.abs(larger['font-size'] / before['font-size'] - 1.3) < 0.01, JSON.stringify(larger))
    await choose(panel, 'Space between letters', 'Wider')
    assert.ok((await text(page))['letter-spacing'] >= 0.12 * larger['font-size'] - 0.01)
    await choose(panel, 'Space between lines', 'Wider')
    assert.ok((await text(page))['line-height'] >= 2 * larger['font-size'])
    await choose(panel, 'Width of the text', 'Narrow')
    assert.ok((await text(page))['max-inline-size'] < larger['max-inline-size'])
    const serif = await styleOf(page, 'h1', 'font-family')
    await choose(panel, 'Headings', 'Sans serif')
    assert.notEqual(await styleOf(page, 'h1', 'font-family'), serif)
    assert.equal(await styleOf(page, 'h1', 'font-family'), await styleOf(page, 'article', 'font-family'))
    assert.deepEqual(faults, [])
  })

  it('are remembered, on other pages and in another tab that is open', async () => {
    const { open: visit } = await reader()
    const { page: one } = await visit(LESSON)
    const { page: two } = await visit('a/all/')
    const size = await styleOf(one, 'article', 'font-size')
    await choose(await settings(one), 'Text size', '150 %')
    await two.waitForFunction((was) => getComputedStyle(document.querySelector('article') ?? document.body).fontSize !== was, size)
    await two.goto(new URL('../../glossary/', two.url()).href)
    assert.equal(parseFloat(await styleOf(two, 'article', 'font-size')), 1.5 * parseFloat(size))
    assert.ok(await (await settings(two)).getByRole('radio', { name: '150 %' }).isChecked())
  })

  it('hold before the page is painted, whether its modules come or not', async () => {
    const { page } = await open(LESSON)
    await choose(await settings(page), 'Text size', '150 %')
    await choose(page.getByRole('dialog'), 'Colours', 'Dark')
    await page.route('**/*.js', (route) => route.abort())
    await page.addInitScript(() => {
      const noted = () => (document.documentElement.dataset.first ??= String(document.documentElement.getAttribute('data-text-size')))
      new MutationObserver(() => document.body && noted()).observe(document, { childList: true, subtree: true })
    })
    await page.reload()
    assert.equal(await page.locator('html').getAttribute('data-first'), '150')
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), 'dark')
  })

  it('hold when a page comes back from history', async () => {
    const { page } = await open(LESSON)
    await page.evaluate((key) => localStorage.setItem(key, '{"text-size":"130"}'), KEPT)
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
    assert.equal(await page.locator('html').getAttribute('data-text-size'), '130')
  })

  it('take a choice that is quicker than the network', async () => {
    const { page } = await open(LESSON)
    /** @type {() => void} */
    let arrive = () => {}
    const late = new Promise((done) => (arrive = () => done(undefined)))
    await page.route('**/reading.js', async (route) => {
      await late
      await route.continue()
    })
    await radio(await settings(page), 'Text size', '130 %').check()
    arrive()
    await page.locator('html[data-text-size="130"]').waitFor()
    await page.reload()
    assert.equal(await page.locator('html').getAttribute('data-text-size'), '130')
  })

  it('give the colours of the device, or others', async () => {
    const ground = (/** @type {Page} */ page) => styleOf(page, 'body', 'background-color')
    for (const [colorScheme, other] of /** @type {const} */ ([['light', 'Dark'], ['dark', 'Light']])) {
      const { page } = await open(LESSON, { colorScheme })
      const own = await ground(page)
      const panel = await settings(page)
      await choose(panel, 'Colours', other)
      const changed = await ground(page)
      assert.notEqual(changed, own)
      await page.emulateMedia({ colorScheme: colorScheme === 'light' ? 'dark' : 'light' })
      assert.equal(await ground(page), changed)
      await choose(panel, 'Colours', 'As the device')
      assert.equal(await ground(page), changed)
      await page.emulateMedia({ colorScheme })
      assert.equal(await ground(page), own)
    }
  })

  it('go back to what they were by one button, which says so', async () => {
    const { page } = await open(LESSON)
    const before = await text(page)
    const panel = await settings(page)
    await choose(panel, 'Text size', '90 %')
    await choose(panel, 'Space between lines', 'Closer')
    await panel.getByRole('checkbox').check()
    await panel.getByRole('button', { name: 'As it was' }).click()
    assert.deepEqual(await text(page), before)
    assert.equal(await panel.getByRole('status').innerText(), 'Everything is as it was.')
    assert.ok(await panel.getByRole('radio', { name: '100 %' }).isChecked())
    assert.equal(await panel.getByRole('checkbox').isChecked(), false)
    await page.reload()
    assert.deepEqual(await text(page), before)
  })

  it('ask how sure a reader is, where the reader wants it', async () => {
    const { page } = await open(LESSON)
    const { form } = new Question(page, 'kitchen')
    assert.equal(await form.getByRole('group', { name: 'How sure are you?' }).count(), 0)
    await (await settings(page)).getByRole('checkbox', { name: 'ask how sure I am' }).check()
    await page.waitForFunction(() => localStorage.getItem('browser-tests:set:certainty') === 'true')
    await page.reload()
    await form.getByRole('group', { name: 'How sure are you?' }).waitFor()
  })

  it('work by keys alone, and give the focus back', async () => {
    const { page } = await open(LESSON)
    const opener = page.getByRole('button', { name: 'Reading' })
    await tabTo(page, '[popovertarget]')
    assert.ok(await hasFocus(opener))
    await page.keyboard.press('Enter')
    const panel = page.getByRole('dialog', { name: 'Reading' })
    await panel.waitFor()
    await tabTo(page, '[name=text-size]')
    await page.keyboard.press('ArrowRight')
    await page.locator('html[data-text-size="115"]').waitFor()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'hidden' })
    assert.ok(await hasFocus(opener))
  })

  for (const [what, kept] of Object.entries({ 'no JSON': '{"text-size":', 'another kind': '[1]', nothing: 'null', 'values of no kind': '{"text-size":150,"lines":{"a":1},"md-color-scheme":"<b>","onload":"alert(1)"}' })) {
    it(`that were kept as ${what} change nothing and can be chosen anew`, async () => {
      const { page, faults } = await open(LESSON)
      const before = await text(page)
      await page.evaluate(([key, value]) => localStorage.setItem(key, value), [KEPT, kept])
      await page.reload()
      assert.deepEqual(await text(page), before)
      assert.equal(await page.locator('html').getAttribute('data-onload'), null)
      await choose(await settings(page), 'Text size', '115 %')
      await page.reload()
      assert.equal(await page.locator('html').getAttribute('data-text-size'), '115')
      assert.deepEqual(faults, [])
    })
  }

  it('act where nothing can be kept, and say that they will not last', async () => {
    const { page, faults } = await open(LESSON, {
      init: () => Object.defineProperty(window, 'localStorage', { get: () => { throw new DOMException('no', 'SecurityError') } }),
    })
    const panel = await settings(page)
    await choose(panel, 'Text size', '150 %')
    assert.equal(await page.locator('html').getAttribute('data-text-size'), '150')
    assert.match(await panel.getByRole('status').innerText(), /saves nothing/)
    assert.deepEqual(faults, [])
  })

  it('cost a page nothing before they are opened', async () => {
    const { page, requests } = await open('glossary/')
    await page.waitForLoadState('networkidle')
    assert.deepEqual(requests.filter((url) => /(reading|listen)\.js|listen\.css/.test(url)), [])
  })

  it('are not offered where no script can act on them', async () => {
    const { page } = await open(LESSON, { javaScriptEnabled: false })
    assert.equal(await page.locator('[popovertarget]').first().isVisible(), false)
  })

  it('leave nothing to axe, have large targets and fit into a phone', async () => {
    const { page } = await open(LESSON, { viewport: { width: 320, height: 640 } })
    const panel = await settings(page)
    assert.deepEqual(await faultsInBothSchemes(page), [])
    const boxes = await panel.locator('label, button').evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect()).filter((box) => box.height < 44 || box.width < 44 || box.right > 320 || box.left < 0))
    assert.deepEqual(boxes, [])
    await choose(panel, 'Text size', '150 %')
    assert.ok(await panel.evaluate((node) => node.scrollWidth <= node.clientWidth))
  })
})

describe('with everything as large as it goes, 320 px wide,', () => {
  const { open } = rig(SITE)
  const kinds = ['', '404.html', 'interactive-marketing/', 'interactive-marketing/moments-of-truth/', 'interactive-marketing/measuring-service/', 'exercises/', 'exercises/servqual/', 'exercises/servqual/notebook/', 'glossary/', 'authors/report/']

  for (const path of kinds) {
    it(`/${path} needs no scrolling sideways and loses nothing`, async () => {
      const { page } = await open(path, { viewport: { width: 320, height: 640 } })
      await page.evaluate(([kept]) => localStorage.setItem('moments-of-truth:set:reading', kept), [JSON.stringify(LARGEST)])
      await page.reload()
      for (const details of await page.locator('article details').all()) await details.evaluate((node) => node.setAttribute('open', ''))
      assert.equal(await page.locator('html').getAttribute('data-text-size'), '150')
      assert.equal(await overflow(page), '')
      const cut = await page.locator('header *, footer *, article :is(p, h1, h2, label, button)').evaluateAll((nodes) =>
        nodes.filter((node) => node.checkVisibility() && !node.closest('.unseen, svg, .md-skip, math') && node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).overflowX === 'hidden' && node.clientWidth > 1).map((node) => node.outerHTML.slice(0, 100)),
      )
      assert.deepEqual(cut, [])
    })
  }
})

describe('the frame', () => {
  const { open } = rig(SITE)
  const paths = ['', 'interactive-marketing/moments-of-truth/', 'exercises/', 'glossary/']
  const lessons = JSON.parse(readFileSync(join(SITE, 'course.json'), 'utf8')).parts.flatMap((/** @type {any} */ part) => part.lessons.map((/** @type {any} */ lesson) => lesson.url))

  for (const path of paths) {
    it(`of /${path} has targets of 44 px in header, navigation, contents and footer`, async () => {
      for (const width of [320, 390, 1000, 1280]) {
        const { page } = await open(path, { viewport: { width, height: 800 } })
        const low = await page.locator('header :is(a, button), .md-sidebar :is(a, [tabindex]), .md-footer__inner a').evaluateAll((nodes) =>
          nodes.filter((node) => node.checkVisibility({ checkVisibilityCSS: true })).filter((node) => node.getBoundingClientRect().height < 44).map((node) => node.outerHTML.slice(0, 100)),
        )
        assert.deepEqual(low, [], `${width} px`)
      }
    })

    it(`of /${path} lets a reader skip to the title at the first key`, async () => {
      const { page } = await open(path)
      await page.keyboard.press('Tab')
      const link = page.getByRole('link', { name: 'Skip to content' })
      assert.ok(await hasFocus(link))
      assert.ok((await link.boundingBox())?.height)
      await page.keyboard.press('Enter')
      assert.ok(await page.locator('h1').evaluate((node) => document.querySelector(':target')?.contains(node)))
    })
  }

  it('of a lesson hides nothing that has focus, and no key leads into what cannot be seen', async () => {
    const { page } = await open('interactive-marketing/moments-of-truth/')
    for (let press = 0; press < 45; press++) {
      await page.keyboard.press('Tab')
      const seen = await page.evaluate(() => {
        const node = /** @type {Element} */ (document.activeElement)
        const box = node.getBoundingClientRect()
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
        return (box.width > 0 && top !== null && (node.contains(top) || top.contains(node))) || node.outerHTML.slice(0, 100)
      })
      assert.equal(seen, true)
    }
  })

  it('leads a reader on a phone from anywhere to every lesson in two taps', async () => {
    assert.ok(lessons.length >= 7, lessons.join())
    for (const path of ['glossary/', 'interactive-marketing/staging-the-encounter/']) {
      const { page } = await open(path, { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true })
      await page.getByRole('banner').getByRole('link', { name: 'Lessons' }).tap()
      await page.waitForURL(/#parts$/)
      const root = page.url().split('#')[0]
      const links = await page.locator('article a:visible').evaluateAll((nodes) => nodes.map((node) => /** @type {HTMLAnchorElement} */ (node).href))
      for (const lesson of lessons) assert.ok(links.includes(root + lesson), lesson)
    }
  })

  it('shows in forced colours what is chosen, right, and in focus', async () => {
    const { page } = await open('interactive-marketing/moments-of-truth/', { forcedColors: 'active' })
    const q = new Question(page, 'what-or-how')
    assert.ok(await q.form.isVisible())
    const panel = await settings(page)
    const ground = (/** @type {string} */ name) => panel.locator('label', { hasText: name }).first().evaluate((node) => getComputedStyle(node).backgroundColor)
    assert.notEqual(await ground('100 %'), await ground('115 %'))
    await page.keyboard.press('Tab')
    assert.notEqual(await page.evaluate(() => getComputedStyle(/** @type {Element} */ (document.activeElement)).outlineStyle), 'none')
  })

  it('moves nothing for a reader who wants no motion', async () => {
    const { page } = await open('interactive-marketing/moments-of-truth/', { reducedMotion: 'reduce' })
    const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((node) => parseFloat(getComputedStyle(node).transitionDuration) > 0 || getComputedStyle(node).animationName !== 'none').map((node) => node.outerHTML.slice(0, 80)))
    assert.deepEqual(moving, [])
  })
})

describe('foreign terms', () => {
  const { open } = rig(SITE)

  it('say their language, in the glossary and in lessons', async () => {
    const { page } = await open('glossary/')
    assert.equal(await page.locator('.terms i:not([lang])').count(), 0)
    assert.ok((await page.locator('.terms i[lang=sv]').count()) > 20)
    const { page: lesson } = await open('interactive-marketing/moments-of-truth/')
    assert.equal(await lesson.locator('em', { hasText: 'Riv pyramiderna' }).getAttribute('lang'), 'sv')
  })
})

describe('reading aloud', () => {
  const { reader } = rig(FIXTURE)

  /** Open a page on a device with voices. @param {object[]} voices @param {{path?: string, atOnce?: boolean} & import('./rig.mjs').How} [how] */
  async function listen(voices, { path = LESSON, atOnce = false, ...options } = {}) {
    const { open, context } = await reader(options)
    await context.addInitScript(speech, { voices, atOnce })
    return open(path)
  }
  const button = (/** @type {Page} */ page) => page.getByRole('button', { name: 'Listen' })
  const tools = (/** @type {Page} */ page) => page.getByRole('group', { name: 'Read aloud' })
  const said = (/** @type {Page} */ page) => page.evaluate(() => /** @type {any} */ (window).said.map((/** @type {import('./speech.mjs').Utterance} */ one) => one.text))
  const finish = (/** @type {Page} */ page) => page.evaluate(() => /** @type {any} */ (window).finish())
  const marked = (/** @type {Page} */ page) => page.locator('[data-spoken]')
  /** Listen to all of it. @param {Page} page */
  async function toTheEnd(page) {
    await button(page).click()
    await page.waitForFunction(() => /** @type {any} */ (window).said.length && document.querySelector('[data-listening][hidden]'))
  }
  /** Listen until a number of sentences were begun. @param {Page} page @param {number} count */
  async function until(page, count) {
    await button(page).click()
    for (let number = 1; number <= count; number++) {
      await page.waitForFunction((least) => /** @type {any} */ (window).said.length >= least, number)
      if (number < count) await finish(page)
    }
  }

  it('is offered only where the device has an English voice of its own', async () => {
    for (const [voices, offered] of /** @type {const} */ ([[[], false], [[REMOTE], false], [[SWEDISH, REMOTE], false], [[REMOTE, BRITISH], true]])) {
      const { page, requests } = await listen([...voices])
      await page.waitForLoadState('networkidle')
      assert.equal(await button(page).isVisible(), offered, JSON.stringify(voices))
      assert.deepEqual(requests.filter((url) => /listen\.(js|css)/.test(url)), [])
    }
  })

  it('is offered when voices come late, and not on a page that is no lesson', async () => {
    const { page } = await listen([])
    assert.equal(await button(page).isVisible(), false)
    await page.evaluate((voice) => {
      /** @type {any} */ (window).voices.push(voice)
      speechSynthesis.dispatchEvent(new Event('voiceschanged'))
    }, BRITISH)
    await button(page).waitFor()
    const { page: other } = await listen([BRITISH], { path: 'glossary/' })
    assert.equal(await button(other).count(), 0)
  })

  it('says the running text, no question, nothing that is folded away, and of a table its headings', async () => {
    const { page, faults } = await listen([BRITISH], { atOnce: true })
    await toTheEnd(page)
    assert.deepEqual(await said(page), [
      'Later',
      'Afterwards you can',
      'tell what a guest can watch',
      'The line',
      'The kitchen is behind the line of visibility, where no guest can watch it.',
      'Swedes say kök for it.',
      'Of all types of contact none happens there.',
      'Now you: the bar',
      'Is the bar behind the line?',
      'Discuss',
      'Would you build a kitchen of glass?',
    ])
    const { page: other } = await listen([BRITISH], { path: 'a/all/', atOnce: true })
    await toTheEnd(other)
    assert.ok((await said(other)).includes('A table of Step, Who.'))
    assert.ok((await said(other)).every((/** @type {string} */ text) => !/porter asks twice|guest comes in.*porter/i.test(text)))
    assert.deepEqual(faults, [])
  })

  it('uses voices of the device alone, for a foreign term one of its language where there is one', async () => {
    const { page } = await listen([REMOTE, BRITISH, SWEDISH], { atOnce: true })
    await toTheEnd(page)
    const voices = await page.evaluate(() => /** @type {any} */ (window).said.map((/** @type {any} */ one) => [one.text, one.voice.name]))
    assert.deepEqual(voices.filter((/** @type {string[]} */ [, name]) => name !== 'Own'), [['kök', 'Egen']])
  })

  it('marks what is being read, and goes on by itself', async () => {
    const { page } = await listen([BRITISH])
    await until(page, 1)
    assert.equal(await marked(page).innerText(), 'Later')
    const plain = await page.locator('article p').last().evaluate((node) => getComputedStyle(node).backgroundColor)
    assert.notEqual(await marked(page).evaluate((node) => getComputedStyle(node).backgroundColor), plain)
    await finish(page)
    await page.waitForFunction(() => document.querySelector('[data-spoken]')?.textContent === 'Afterwards you can')
    assert.equal(await marked(page).count(), 1)
  })

  it('keeps in sight what it reads, above its controls', async () => {
    const { page } = await listen([BRITISH], { viewport: { width: 390, height: 500 } })
    await until(page, 9)
    const [box, bar] = [await marked(page).boundingBox(), await tools(page).boundingBox()]
    assert.ok(box && bar && box.y >= 0 && box.y + box.height <= bar.y, JSON.stringify({ box, bar }))
  })

  it('pauses, goes on with the same sentence, skips to the next section, and stops', async () => {
    const { page } = await listen([BRITISH])
    await until(page, 5)
    const bar = tools(page)
    assert.ok(await hasFocus(bar.getByRole('button', { name: 'Pause' })))
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate(() => speechSynthesis.speaking), false)
    assert.equal((await said(page)).length, 5)
    await bar.getByRole('button', { name: 'Go on' }).click()
    assert.equal((await said(page)).at(-1), (await said(page)).at(-2))
    await bar.getByRole('button', { name: 'Next section' }).click()
    await page.waitForFunction(() => document.querySelector('[data-spoken]')?.textContent === 'Discuss')
    await bar.getByRole('button', { name: 'Stop' }).click()
    assert.equal(await bar.isVisible(), false)
    assert.equal(await marked(page).count(), 0)
    assert.equal(await page.evaluate(() => speechSynthesis.speaking), false)
    assert.ok(await hasFocus(button(page)))
    await button(page).click()
    assert.equal((await said(page)).at(-1), 'Later')
  })

  it('remembers the speed, and changes it in the middle of a sentence', async () => {
    const { page } = await listen([BRITISH])
    await until(page, 1)
    await tools(page).getByLabel('Speed').selectOption('1.25')
    const rates = () => page.evaluate(() => /** @type {any} */ (window).said.map((/** @type {any} */ one) => [one.text, one.rate]))
    assert.deepEqual(await rates(), [['Later', 1], ['Later', 1.25]])
    await page.reload()
    await until(page, 1)
    assert.deepEqual(await rates(), [['Later', 1.25]])
  })

  it('falls silent when the page is left', async () => {
    const { page } = await listen([BRITISH])
    await until(page, 2)
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')))
    assert.equal(await page.evaluate(() => speechSynthesis.speaking), false)
  })

  it('leaves nothing to axe, has large targets and fits into a phone', async () => {
    const { page, faults } = await listen([BRITISH], { viewport: { width: 320, height: 640 } })
    await until(page, 2)
    assert.deepEqual(await faultsInBothSchemes(page), [])
    const low = await tools(page).locator('button, select').evaluateAll((nodes) => nodes.filter((node) => node.getBoundingClientRect().height < 44).length)
    assert.equal(low, 0)
    assert.equal(await overflow(page), '')
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
    const [last, bar] = [await page.locator('.md-copyright').boundingBox(), await tools(page).boundingBox()]
    assert.ok(last && bar && last.y + last.height <= bar.y)
    assert.deepEqual(faults, [])
  })
})
