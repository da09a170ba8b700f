/** Reading without a connection, with a real service worker: what was read, the whole course, a new build, and the end of it all. */

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { brotliCompressSync } from 'node:zlib'
import { newHost } from './host.mjs'
import { findBrowser } from './find.mjs'
import { SITE, launch, pagesOf, visit } from './rig.mjs'

/** @typedef {import('./rig.mjs').Page} Page */

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const LESSON = 'interactive-marketing/moments-of-truth/'
const OTHER = 'interactive-marketing/contacts-on-site/'
const OFFLINE = 'study/offline/'
const LESSONS = JSON.parse(readFileSync(join(SITE, 'course.json'), 'utf8')).parts.flatMap((/** @type {any} */ part) => part.lessons).length
const WORK = mkdtempSync(join(tmpdir(), 'offline-'))

/** @type {import('playwright').Browser} */
let browser
/** @type {import('./host.mjs').Host[]} */
const hosts = []
before(async () => {
  browser = await launch(findBrowser()) // the headless shell starts a service worker late, or not at all
})
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  for (const host of hosts.splice(0)) host.close()
})
after(async () => {
  await browser.close()
  rmSync(WORK, { recursive: true })
})

/** A site, and a reader with a device of their own. @param {{folder?: string, prefix?: string}} [how] */
async function setUp({ folder = SITE, prefix = '' } = {}) {
  const host = await newHost(folder, prefix)
  hosts.push(host)
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })
  return { host, context, open: (/** @type {string} */ path) => visit(context, host.url + path) }
}

/** Wait, in the page, until something is so. @template T @param {Page} page @param {(given: T) => Promise<unknown>} state @param {T} [given] */
async function until(page, state, given) {
  const end = Date.now() + 15000
  while (!(await page.evaluate(state, given))) {
    assert.ok(Date.now() < end, `it never was so: ${state}`)
    await page.evaluate(() => new Promise((done) => setTimeout(done, 20)))
  }
}

/** Wait until an address is kept. @param {Page} page @param {string} [url] */
const kept = (page, url = page.url()) => until(page, async (key) => Boolean(await caches.match(key)), url)

/** What is kept, by cache. @param {Page} page @returns {Promise<string[][]>} */
const caught = (page) => page.evaluate(async () => Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map((request) => request.url))))

/** The styles of a page that are not there. @param {Page} page */
const bare = (page) => page.locator('link[rel=stylesheet]').evaluateAll((links) => links.filter((link) => !(/** @type {HTMLLinkElement} */ (link).sheet?.cssRules.length)).map((link) => link.outerHTML))

/** @param {Page} page @param {string} text */
const status = (page, text) => page.getByRole('status').filter({ hasText: text }).waitFor()

/** Keep the whole course. @param {(path: string) => Promise<import('./rig.mjs').Visit>} open */
async function keepAll(open) {
  const visited = await open(OFFLINE)
  await visited.page.getByRole('button', { name: /^Keep the/ }).click()
  await status(visited.page, 'Everything has come.')
  return visited
}

/** A copy of a site with changed files, finished as the build does it. @param {(folder: string) => void} change @param {object} [settings] @param {string} [from] */
function edition(change, settings = {}, from = SITE) {
  const folder = mkdtempSync(join(WORK, 'site-'))
  cpSync(from, folder, { recursive: true })
  change(folder)
  execFileSync(process.env.PYTHON ?? '../.venv/bin/python', [new URL('publish.py', import.meta.url).pathname, folder, JSON.stringify(settings)])
  return folder
}

/** @param {string} file @param {string} from @param {string} to */
function replace(file, from, to) {
  const text = readFileSync(file, 'utf8')
  assert.ok(text.includes(from), `${file} has no ${from}`)
  writeFileSync(file, text.replaceAll(from, to))
}

/** @param {string} folder */
const changePage = (folder) => replace(join(folder, LESSON, 'index.html'), '</h1>', ', again</h1>')

/** The front end moves, one of its styles changes, and a lesson gets one more. @param {string} folder */
function changeFrontEnd(folder) {
  const [old] = frontEnds(folder)
  const files = /** @type {string[]} */ (readdirSync(folder, { recursive: true })).filter((file) => /\.(html|webmanifest)$/.test(file))
  for (const file of files) writeFileSync(join(folder, file), readFileSync(join(folder, file), 'utf8').replaceAll(old, 'ffffffffff'))
  renameSync(join(folder, 'assets', old), join(folder, 'assets', 'ffffffffff'))
  replace(join(folder, 'assets', 'ffffffffff', 'css', 'term.css'), '/*', '/* Second edition. */ /*')
  writeFileSync(join(folder, 'assets', 'ffffffffff', 'css', 'new.css'), 'h1 { letter-spacing: 1px }')
  replace(join(folder, LESSON, 'index.html'), '</head>', '<link rel="stylesheet" href="../../assets/ffffffffff/css/new.css"></head>')
}

/** The folder of the front end. @param {string} folder */
const frontEnds = (folder) => readdirSync(join(folder, 'assets')).filter((name) => readdirSync(join(folder, 'assets', name)).includes('offline'))

/** @param {Page} page */
const updateButton = (page) => page.getByRole('button', { name: 'Update ready' })

/** @param {Page} page */
async function faultsByAxe(page) {
  await page.evaluate(readFileSync(AXE, 'utf8'))
  return page.evaluate(async () => {
    const { violations } = await /** @type {any} */ (window).axe.run()
    return violations.map((/** @type {any} */ rule) => `${rule.id}: ${rule.nodes.map((/** @type {any} */ node) => node.target.join(' ')).join(', ')}`)
  })
}

describe('a lesson that was read', () => {
  it('is there offline with its looks, its questions and the answers given, at every form of its address', async () => {
    const { host, open } = await setUp()
    const { page } = await open(LESSON)
    await kept(page)
    const form = page.locator('form.question').first()
    await form.locator('input').first().check()
    await form.getByRole('button', { name: 'Check' }).click()
    const said = await form.locator('.verdict').innerText()
    host.away = true
    for (const form of ['', '?from=mail', 'index.html', '#exit-quiz']) {
      const { page, faults } = await open(LESSON + form)
      assert.equal(await page.locator('form.question .verdict').first().innerText(), said, form)
      assert.deepEqual({ faults, bare: await bare(page) }, { faults: [], bare: [] }, form)
    }
    const { page: bareword } = await open(`${LESSON.slice(0, -1)}?from=mail#exit-quiz`)
    assert.equal(bareword.url(), `${host.url}${LESSON}?from=mail#exit-quiz`)
    assert.equal(await bareword.locator('form.question .verdict').first().innerText(), said)
  })

  it('is kept with what its frame brings later, such as the reading settings', async () => {
    const { host, open } = await setUp()
    const { page } = await open(LESSON)
    await kept(page)
    host.away = true
    const { page: again, faults } = await open(LESSON)
    await again.getByRole('button', { name: 'Reading' }).click()
    await again.getByRole('radio', { name: '130 %' }).check()
    await again.waitForFunction(() => document.documentElement.dataset.textSize === '130')
    assert.deepEqual(faults, [])
  })

  it('costs at most 16 KB beyond the page, and the worker asks for nothing a second time', async () => {
    const { host, open } = await setUp()
    const { page } = await open(LESSON)
    await kept(page)
    const asked = host.asked.filter((path) => !path.endsWith('favicon.png')) // the browser's own, at any moment
    const start = asked.indexOf('sw.js')
    const [own, extra] = [asked.slice(0, start), asked.slice(start)]
    assert.ok(own.includes(LESSON) && own.some((path) => path.endsWith('site/offline.js')), 'the page comes first')
    assert.deepEqual(extra.filter((path) => own.includes(path)), [])
    const bytes = extra.map((path) => brotliCompressSync(readFileSync(join(SITE, path === '' || path.endsWith('/') ? `${path}index.html` : path))).length)
    const sum = bytes.reduce((one, other) => one + other, 0)
    assert.ok(sum <= 16 * 1024, `${sum} bytes: ${extra.map((path, index) => `${path} ${bytes[index]}`).join(', ')}`)
  })
})

describe('a page that is not kept', () => {
  it('gives way to the home page, which says so and leads to what is there, until the connection is back', async () => {
    const { host, open } = await setUp()
    const { page } = await open(LESSON)
    await kept(page)
    host.away = true
    const { page: absent } = await open(`${OTHER}?from=mail`)
    const notice = absent.getByRole('region', { name: 'Not on this device' })
    await notice.waitFor()
    assert.match(await notice.innerText(), /“Contacts on site” has not been kept/)
    assert.deepEqual(await notice.getByRole('listitem').allInnerTexts(), ['Moments of truth'])
    assert.match(await absent.title(), /^Not on this device/)
    assert.deepEqual(await bare(absent), [])
    assert.deepEqual(await faultsByAxe(absent), [])
    host.away = false
    await notice.getByRole('link', { name: 'Try again' }).click()
    await absent.waitForURL(`${host.url}${OTHER}?from=mail`)
    assert.equal(await absent.locator('h1').innerText(), 'Contacts on site')
  })

  it('cannot be made to lead to another site', async () => {
    const { open } = await setUp()
    const { page } = await open(LESSON)
    await kept(page)
    for (const path of ['https://example.org/', '//example.org/', 'javascript:alert(1)']) {
      const { page: home } = await open(`?page=${encodeURIComponent(path)}`)
      await kept(home, home.url().split('?')[0])
      assert.equal(await home.getByRole('link', { name: 'Try again' }).count(), 0, path)
    }
  })
})

describe('the whole course', () => {
  it('is told in size, kept with progress, and then EVERY page opens offline, with styles and scripts', async () => {
    const { host, open } = await setUp()
    const { page, faults } = await open(OFFLINE)
    const button = page.getByRole('button', { name: 'Keep the whole course' })
    await button.waitFor()
    const bytes = Object.values(JSON.parse(readFileSync(join(SITE, 'offline.json'), 'utf8')).files).reduce((sum, [, size]) => sum + size, 0)
    const size = (Math.ceil(bytes / 1e5) / 10).toFixed(1)
    assert.match(await page.locator('.totals').innerText(), new RegExp(`^0 of ${LESSONS} lessons .* takes ${size} MB`))
    assert.deepEqual(await faultsByAxe(page), [])
    await button.click()
    await page.getByRole('progressbar').waitFor()
    await status(page, 'Everything has come.')
    assert.match(await page.locator('.totals').innerText(), new RegExp(`^The whole course is on this device: ${size} MB`))
    assert.equal(await page.locator('[data-here=true]').count(), LESSONS)
    assert.equal(await page.evaluate(() => document.activeElement?.className), 'totals', 'the focus is not lost with the button')
    assert.deepEqual({ faults, axe: await faultsByAxe(page) }, { faults: [], axe: [] })
    host.away = true
    const { page: reading, faults: found } = await open('')
    const broken = []
    for (const path of pagesOf(SITE)) {
      await reading.goto(host.url + path)
      const naked = await bare(reading)
      if (naked.length || reading.url() !== host.url + path) broken.push({ path, url: reading.url(), naked })
    }
    await reading.waitForLoadState('networkidle')
    assert.deepEqual({ broken, found }, { broken: [], found: [] })
  })

  it('can be stopped and goes on where it was', async () => {
    const { host, open } = await setUp()
    const { page } = await open(OFFLINE)
    await page.getByRole('button', { name: 'Keep the whole course' }).waitFor()
    let release = () => {}
    host.asked.length = 0
    host.lag = new Promise((done) => (release = () => done(undefined)))
    await page.getByRole('button', { name: 'Keep the whole course' }).click()
    const stop = page.getByRole('button', { name: 'Stop' })
    await stop.waitFor()
    const axe = await faultsByAxe(page)
    await page.emulateMedia({ colorScheme: 'dark' })
    assert.deepEqual([...axe, ...(await faultsByAxe(page))], [])
    await stop.click()
    release()
    host.lag = null
    await status(page, 'Stopped.')
    const first = host.asked.splice(0)
    assert.ok(first.length > 0 && first.length < 20, `${first.length} files`)
    await page.getByRole('button', { name: 'Keep the rest' }).click()
    await status(page, 'Everything has come.')
    assert.deepEqual(host.asked.filter((path) => first.includes(path) && path !== 'offline.json'), [])
  })

  it('comes but for a file that fails, which is named and can be tried again', async () => {
    const { host, open } = await setUp()
    const { page } = await open(OFFLINE)
    host.refused.add('glossary/')
    await page.getByRole('button', { name: 'Keep the whole course' }).click()
    await status(page, 'glossary/')
    host.refused.clear()
    host.asked.length = 0
    await page.getByRole('button', { name: 'Keep the rest' }).click()
    await status(page, 'Everything has come.')
    assert.deepEqual(host.asked.filter((path) => path !== 'offline.json'), ['glossary/'])
  })

  it('says so when the connection is lost, and keeps what has come', async () => {
    const { host, open } = await setUp()
    const { page } = await open(OFFLINE)
    await page.getByRole('button', { name: 'Keep the whole course' }).waitFor()
    host.away = true
    await page.getByRole('button', { name: 'Keep the whole course' }).click()
    await status(page, 'The connection is gone.')
    host.away = false
    await page.reload()
    await page.getByRole('button', { name: /^Keep the/ }).click()
    await status(page, 'Everything has come.')
  })

  it('gives its space back; answers and settings stay', async () => {
    const { host, open } = await setUp()
    const { page: lesson } = await open(LESSON)
    await lesson.locator('form.question input').first().check()
    await lesson.locator('form.question').first().getByRole('button', { name: 'Check' }).click()
    const stored = () => lesson.evaluate(() => JSON.stringify(Object.entries(localStorage).filter(([key]) => /:(q:|seed)/.test(key)).sort()))
    const before = await stored()
    const { page } = await keepAll(open)
    await page.getByRole('button', { name: 'Remove the kept course' }).click()
    await status(page, 'Your answers are where they were.')
    assert.equal(await stored(), before)
    const left = (await caught(page)).flat()
    assert.ok(left.includes(host.url) && !left.includes(host.url + LESSON))
    host.away = true
    const { page: absent } = await open(OTHER)
    await absent.getByRole('region', { name: 'Not on this device' }).waitFor()
  })
})

describe('a new build', () => {
  it('waits for the reader; an open page keeps its own scripts until it is closed', async () => {
    const { host, open } = await setUp()
    const { page: old } = await open(LESSON)
    await kept(old)
    const [before] = frontEnds(SITE)
    host.folder = edition((folder) => {
      changePage(folder)
      changeFrontEnd(folder)
    })
    const { page, requests } = await open(LESSON)
    assert.equal(await page.locator('h1').innerText(), 'Moments of truth')
    await updateButton(page).waitFor()
    assert.deepEqual(await faultsByAxe(page), [])
    host.away = true // what was read is fetched before the button shows
    requests.length = 0
    await updateButton(page).click()
    await page.getByRole('heading', { name: 'Moments of truth, again' }).waitFor()
    assert.deepEqual(await bare(page), [])
    assert.deepEqual(requests.filter((url) => url.includes(before)), [], 'the new page asks for none of the old files')
    const module = `${host.url}assets/${before}/quiz/quiz.js`
    assert.equal(await old.evaluate(async (url) => (await fetch(url, { cache: 'reload' })).ok, module), true, 'the old page still gets its own script')
    await old.close()
    const end = Date.now() + 15000
    while ((await caught(page)).length > 1 && Date.now() < end) await page.reload() // at one of the next visits, when the browser has noticed
    assert.deepEqual((await caught(page)).flat().filter((url) => url.includes(before)), [])
  })

  it('takes a course that was kept whole along, and fetches only what has changed', async () => {
    const { host, open } = await setUp()
    const { page } = await keepAll(open)
    const takeOver = async (/** @type {string} */ folder) => {
      host.folder = folder
      host.asked.length = 0
      await page.reload()
      await updateButton(page).waitFor()
      await Promise.all([page.waitForEvent('load'), updateButton(page).click()])
      await page.getByText('The whole course is on this device').waitFor()
      return [...new Set(host.asked)].sort()
    }
    const second = edition(changePage)
    assert.deepEqual(await takeOver(second), ['interactive-marketing/moments-of-truth/', 'offline.json', 'sw.js'])
    const asked = await takeOver(edition(changeFrontEnd, {}, second))
    assert.deepEqual(asked.filter((path) => path.startsWith('assets/')), ['assets/ffffffffff/css/new.css', 'assets/ffffffffff/css/term.css', 'assets/ffffffffff/offline/worker.js'])
    host.away = true
    for (const path of [LESSON, OTHER, 'study/review/']) {
      const { page, faults } = await open(path)
      assert.deepEqual({ faults, bare: await bare(page) }, { faults: [], bare: [] }, path)
    }
  })

  it('that cannot be fetched whole leaves everything as it was, and is tried again', async () => {
    const { host, open } = await setUp()
    const { page } = await open(LESSON)
    await kept(page)
    host.folder = edition((folder) => {
      changePage(folder)
      changeFrontEnd(folder)
    })
    host.refused.add('')
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready
      await registration.update().catch(() => {})
      const worker = registration.installing
      if (worker) await new Promise((done) => worker.addEventListener('statechange', done))
    })
    await page.reload()
    assert.equal(await page.locator('h1').innerText(), 'Moments of truth')
    assert.equal(await updateButton(page).count(), 0)
    host.refused.clear()
    await page.reload()
    await updateButton(page).waitFor()
  })

  it('that has not been taken yet is not mixed into a course that is being kept', async () => {
    const { host, open } = await setUp()
    const { page } = await open(OFFLINE)
    await page.getByRole('button', { name: 'Keep the whole course' }).waitFor()
    host.folder = edition(changePage)
    await page.getByRole('button', { name: 'Keep the whole course' }).click()
    await page.getByText('A newer course is out.').waitFor()
    assert.equal(await page.getByText('is on this device').count(), 0)
    await updateButton(page).click()
    await page.waitForEvent('load')
    await page.getByRole('button', { name: /^Keep the/ }).click()
    await status(page, 'Everything has come.')
    const { page: lesson } = await open(LESSON)
    assert.equal(await lesson.locator('h1').innerText(), 'Moments of truth, again')
  })
})

describe('an edition that is not offered offline', () => {
  it('takes the worker and what it kept off the device at the next visit; answers stay', async () => {
    const { host, open } = await setUp()
    const { page } = await open(LESSON)
    await kept(page)
    await page.evaluate(() => localStorage.setItem('moments-of-truth:seed', '7'))
    host.folder = edition(changePage, { offline: false })
    await page.reload()
    await page.getByRole('heading', { name: 'Moments of truth, again' }).waitFor()
    await until(page, async () => !(await caches.keys()).length && !(await navigator.serviceWorker.getRegistrations()).length)
    assert.equal(await page.evaluate(() => localStorage.getItem('moments-of-truth:seed')), '7')
  })
})

describe('an app', () => {
  it('is offered on the page on reading offline, where the browser offers it', async () => {
    const { open } = await setUp()
    const { page } = await open(OFFLINE)
    const button = page.getByRole('button', { name: 'Install as an app' })
    await page.getByRole('button', { name: 'Keep the whole course' }).waitFor()
    assert.equal(await button.count(), 0)
    await page.evaluate(() => {
      const offer = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), { prompt: () => (document.title = 'asked') })
      window.dispatchEvent(offer)
    })
    await button.click()
    assert.equal(await page.title(), 'asked')
  })
})

describe('below a folder', () => {
  it('the course is kept and read offline, and is an app of its own', async () => {
    const { host, open, context } = await setUp({ prefix: '/some/course' })
    const { page } = await keepAll(open)
    assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.ready).scope), host.url)
    const address = await page.locator('link[rel=manifest]').evaluate((link) => /** @type {HTMLLinkElement} */ (link).href)
    const app = await (await context.request.get(address)).json()
    assert.deepEqual(['start_url', 'scope'].map((name) => new URL(app[name], address).href), [host.url, host.url])
    for (const { src, sizes } of app.icons) {
      const image = (await context.request.get(new URL(src, address).href)).body()
      assert.equal(`${(await image).readUInt32BE(16)}x${(await image).readUInt32BE(20)}`, sizes, src)
    }
    host.away = true
    for (const path of ['', LESSON, 'glossary', 'search.html']) {
      const { page: tried, faults } = await open(path)
      assert.deepEqual({ faults, bare: await bare(tried) }, { faults: [], bare: [] }, path)
      assert.notEqual(await tried.title(), '')
    }
  })
})

describe('what is not of the site', () => {
  it('is left alone: parts of files, what is sent, and other applications on the same host', async () => {
    const { host, open } = await setUp({ prefix: '/course' })
    const { page } = await open(LESSON)
    await kept(page)
    await page.reload()
    await page.waitForFunction(() => navigator.serviceWorker.controller)
    const asked = (/** @type {object} */ how) => page.evaluate(async ([url, init]) => (await fetch(url, init)).status, /** @type {[string, any]} */ ([page.url(), how]))
    for (const how of [{ headers: { range: 'bytes=0-9' } }, { method: 'POST' }]) {
      host.asked.length = 0
      await asked(how)
      assert.deepEqual(host.asked.filter((path) => path !== 'sw.js'), [LESSON], JSON.stringify(how)) // the browser looks for a new build at any moment
    }
    await page.evaluate(() => fetch('/other/app').catch(() => null))
    assert.ok((await caught(page)).flat().every((url) => url.startsWith(host.url)))
  })
})
