/** The search as a reader uses it: shows what is found while the words are typed, and says how much there is when the typing rests. */

import { finder, marked, snippet } from './find.js'

/**
 * @typedef {import('./find.js').Hit} Hit
 * @typedef {import('./find.js').Part} Part
 * @typedef {import('./find.js').Index} Index
 * @typedef {import('./find.js').Words} Words
 * @typedef {{hits: Hit[], near: boolean}} Found
 */

const ENGINE = new URL('../vendor/minisearch.js', import.meta.url).href
const SHOWN = 25
const REST = 350

/** @param {HTMLElement} box */
export function start(box) {
  const { search, waiting = '', failed = '' } = box.dataset
  const form = /** @type {HTMLFormElement} */ (box.querySelector('form'))
  const field = /** @type {HTMLInputElement} */ (box.querySelector('input'))
  const list = /** @type {HTMLElement} */ (box.querySelector('[data-hits]'))
  const status = /** @type {HTMLElement} */ (box.querySelector('[role=status]'))
  const resting = pause(REST)
  const load = once(() => loadIndex(search ?? ''))
  const root = rootOf(box.ownerDocument)
  const keeps = form.action === location.href.split(/[?#]/)[0]

  async function look() {
    const query = field.value.trim()
    if (query) resting(() => (status.textContent = waiting))
    const index = await load().catch(() => null)
    if (query !== field.value.trim()) return
    const found = index && query ? index.find(query) : { hits: [], near: false }
    list.replaceChildren(...found.hits.slice(0, SHOWN).map((hit) => item(hit, root, /** @type {Index} */ (index))))
    resting(() => {
      status.textContent = index ? query && count(found, index.words) : failed
      if (keeps) history.replaceState(history.state, '', query ? `?${new URLSearchParams({ q: query })}` : location.pathname)
    })
  }

  box.addEventListener('input', () => void look())
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    list.querySelector('a')?.focus()
  })
  box.addEventListener('keydown', (event) => walk(event, field, list))
  if (keeps && !field.value) field.value = new URLSearchParams(location.search).get('q') ?? ''
  if (field.value) void look()
  else void load().catch(() => {})
}

/** The index at an address, and what finds in it. @param {string} address */
async function loadIndex(address) {
  const [{ default: Engine }, response] = await Promise.all([/** @type {Promise<typeof import('minisearch')>} */ (import(ENGINE)), fetch(address)])
  if (!response.ok) throw new Error(`${address}: ${response.status}`)
  /** @type {Index} */
  const index = await response.json()
  return { ...index, find: await finder(Engine, index) }
}

/** Do something when it is first asked for; what failed is tried again. @template T @param {() => Promise<T>} make @returns {() => Promise<T>} */
function once(make) {
  /** @type {Promise<T> | undefined} */
  let made
  return () => {
    made ??= make().catch((error) => {
      made = undefined
      throw error
    })
    return made
  }
}

/** What waits until typing rests: a screen reader is not talked over, and a browser not flooded with addresses. @param {number} ms */
function pause(ms) {
  /** @type {number | undefined} */
  let timer
  return (/** @type {() => void} */ act) => {
    window.clearTimeout(timer)
    timer = window.setTimeout(act, ms)
  }
}

/** @param {Found} found @param {Words} words */
function count({ hits, near }, words) {
  const name = hits.length === 0 ? 'none' : near ? (hits.length === 1 ? 'near-one' : 'near') : hits.length === 1 ? 'one' : hits.length > SHOWN ? 'most' : 'many'
  return words[name].replace('{count}', String(hits.length)).replace('{shown}', String(SHOWN))
}

/** The arrow keys lead from the field through what is found, and back. @param {KeyboardEvent} event @param {HTMLElement} field @param {HTMLElement} list */
function walk(event, field, list) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  const stops = [field, .../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll('a.hit'))]
  const at = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement))
  if (!step || at < 0 || !stops[at + step]) return
  event.preventDefault()
  stops[at + step].focus()
}

/** @param {Hit} hit @param {string} root where the site begins @param {Index} index */
function item({ entry, words: found }, root, { words, languages }) {
  const row = make('li')
  const heading = make('span', ...marks(marked(entry.heading, found)))
  heading.className = 'heading'
  const where = make('span', whereabouts(entry, words.kinds[entry.kind]))
  where.className = 'where'
  const link = make('a', heading, ' ', where)
  link.className = 'hit'
  link.setAttribute('href', root + entry.url)
  row.append(link, make('p', ...marks(snippet(entry.text, found))))
  if (entry.names) row.append(names(entry.names, found, languages))
  if (entry.home) row.append(home(entry.home, root, words))
  return row
}

/** The kind of an entry, and the page that it is a section of. @param {import('./find.js').Entry} entry @param {string} kind */
function whereabouts({ heading, title }, kind) {
  if (!title || title === heading) return kind
  return title.startsWith(kind) ? title : `${kind}: ${title}`
}

/** @param {Record<string, string>} terms @param {Set<string>} found @param {Record<string, string>} languages */
function names(terms, found, languages) {
  const line = make('p')
  line.className = 'names'
  for (const [code, term] of Object.entries(terms)) {
    if (!(code in languages)) continue
    const name = make('i', ...marks(marked(term, found)))
    name.lang = code
    line.append(make('span', `${languages[code]}: `, name), ' ')
  }
  return line
}

/** @param {{title: string, url: string}} lesson @param {string} root @param {Words} words */
function home({ title, url }, root, words) {
  const link = make('a', title)
  link.setAttribute('href', root + url)
  const [before, after] = words.introduced.split('{title}')
  return make('p', before, link, after)
}

/** @param {Part[]} parts */
const marks = (parts) => parts.map((part) => (part.marked ? make('mark', part.text) : part.text))

/** @param {string} name @param {...(Node | string)} content */
function make(name, ...content) {
  const element = document.createElement(name)
  element.append(...content)
  return element
}

/** Where the site begins, seen from this page. @param {Document} page */
const rootOf = (page) => new URL(`${/** @type {HTMLElement} */ (page.querySelector('meta[name=course]')).dataset.root}/`, page.baseURI).href
