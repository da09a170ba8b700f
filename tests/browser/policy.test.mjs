/** The site under the headers that it asks its host for: nothing that it does is refused, what it must not do is, and a platform may frame it if named. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { rulesOf } from './headers.mjs'
import { Question } from './question.mjs'
import { FIXTURE, SITE, pagesOf, reportRefusals, rig, serve } from './rig.mjs'

/** @typedef {import('./rig.mjs').Page} Page */

/** Open what can be opened and try what can be tried, all at once, until the page has told of what was refused. @param {Page} page */
const use = (page) =>
  page.evaluate(async () => {
    for (const details of document.querySelectorAll('details')) details.open = true
    for (const button of document.querySelectorAll('button[popovertarget]')) /** @type {HTMLElement} */ (button).click()
    for (const form of document.querySelectorAll('form.question')) {
      for (const control of form.querySelectorAll('input[type=radio], input[type=checkbox], .do button')) /** @type {HTMLElement} */ (control).click()
    }
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
  })

/** The page's word that something was refused. @param {Page} page @param {string} directive */
const refusal = (page, directive) => page.waitForEvent('console', (message) => message.text().startsWith(`refused: ${directive} `))

/** The course's pages are each opened under these headers in every-page.test.mjs; here one of each kind, by the files that it loads, is used as well. @param {string} folder */
function kinds(folder) {
  const kinds = new Map()
  for (const path of pagesOf(folder)) {
    const html = readFileSync(join(folder, path.endsWith('.html') ? path : join(path, 'index.html')), 'utf8')
    const kind = [...html.matchAll(/<(?:script|link)\b[^>]*?(?:src|href)="[^"]*?([^"\/]+\.(?:js|css))"/g)].map((match) => match[1]).join() + (html.includes('<form class="question') ? ' questions' : '')
    if (!kinds.has(kind) && (folder === SITE || path !== '404.html')) kinds.set(kind, path) // that for lost readers of the course for tests is at home in a folder, by its site_url
  }
  return [...kinds.values()]
}

for (const [name, folder] of Object.entries({ 'the course': SITE, 'the course for tests': FIXTURE })) {
  describe(`${name} under its own headers`, () => {
    const { reader } = rig(folder)

    it('does nothing that is refused on any kind of page, new in light and with answers in dark', async () => {
      const { open } = await reader({ init: reportRefusals })
      /** @type {Record<string, string[]>} */
      const found = {}
      for (const path of kinds(folder)) {
        const { page, faults } = await open(path)
        await use(page)
        await page.emulateMedia({ colorScheme: 'dark' })
        await page.reload()
        await use(page)
        await page.close()
        if (faults.length) found[`/${path}`] = faults
      }
      assert.deepEqual(found, {})
    })
  })
}

describe('what the headers are for', () => {
  const { open } = rig(FIXTURE)

  it('a script, a handler and a style that get into a page do nothing', async () => {
    const { page } = await open('a/all/', { init: reportRefusals })
    const refusals = ['script-src-elem', 'script-src-attr', 'style-src-attr'].map((directive) => refusal(page, directive))
    const done = await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'document.body.dataset.script = "ran"'
      const button = document.createElement('button')
      button.setAttribute('onclick', 'document.body.dataset.handler = "ran"')
      document.body.append(script, button)
      button.click()
      document.body.setAttribute('style', 'outline: 9px solid red')
      return { ...document.body.dataset, outline: getComputedStyle(document.body).outlineWidth }
    })
    assert.equal(done.script ?? done.handler, undefined)
    assert.notEqual(done.outline, '9px')
    await Promise.all(refusals)
  })

  it('a page holds its own policy where the host sends no headers', async () => {
    const host = await serve(FIXTURE, [])
    after(host.close)
    const { page, faults } = await open('', { init: reportRefusals })
    await page.goto(`${host.url}a/all/`)
    assert.deepEqual(faults, [])
    const refused = refusal(page, 'style-src-attr')
    await page.evaluate(() => document.body.setAttribute('style', 'outline: 9px solid red'))
    await refused
  })
})

describe('a learning platform', () => {
  const { open } = rig(FIXTURE)

  /** A page of another site that shows a lesson, whose host lets `framers` frame it. @param {(platform: string) => string} framers */
  async function framed(framers) {
    const platform = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>A platform</title><iframe title="Lesson" width="800" height="600" src="${host.url}a/all/"></iframe>`))
    await new Promise((done) => platform.listen(0, '127.0.0.1', () => done(undefined)))
    const address = `http://localhost:${/** @type {import('node:net').AddressInfo} */ (platform.address()).port}`
    const rules = rulesOf(FIXTURE).map(({ pattern, headers }) => ({ pattern, headers: { ...headers } }))
    for (const { headers } of rules) if (headers['Content-Security-Policy']) headers['Content-Security-Policy'] = headers['Content-Security-Policy'].replace("frame-ancestors 'self'", `frame-ancestors ${framers(address)}`)
    const host = await serve(FIXTURE, rules)
    after(() => [host, platform].forEach((server) => server.close()))
    return { address, host }
  }

  it('that is named shows a lesson, and its questions work there', async () => {
    const { address, host } = await framed((platform) => `'self' ${platform}`)
    const { page, faults } = await open('')
    await page.goto(address)
    const frame = page.frame({ url: `${host.url}a/all/` })
    assert.ok(frame)
    const question = new Question(/** @type {any} */ (frame), 'porter')
    await question.answer('a')
    await question.verdict.filter({ hasText: 'Right.' }).waitFor()
    assert.deepEqual(faults.filter((fault) => !fault.endsWith(`${address}/`)), [])
  })

  it('that is not named shows none', async () => {
    const { address, host } = await framed(() => "'self'")
    const { page } = await open('')
    await page.goto(address)
    assert.equal(page.frame({ url: `${host.url}a/all/` }), null)
  })
})
