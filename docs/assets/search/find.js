/**
 * Finds sections and terms in the index of a course. Marks and plurals count for nothing: "ogonblick" finds "ögonblick", "moments" finds
 * "moment". What holds every word comes first; only where there is nothing, what is spelt nearly so, and last what holds some of the words.
 */

/**
 * @typedef {{pages: [string, string, string][], sections: [number, string, string, string][], terms: Term[], words: Words, languages: Record<string, string>}} Index
 * @typedef {Record<string, string> & {kinds: Record<string, string>}} Words what is said about that which is found
 * @typedef {{names: Record<string, string>, also: string[], text: string, url: string, home: number | null}} Term
 * @typedef {{id: number, kind: string, heading: string, title: string, text: string, url: string, names?: Record<string, string>, also?: string, home?: {title: string, url: string}}} Entry
 * @typedef {{entry: Entry, words: Set<string>}} Hit an entry, and those of its words that were looked for
 * @typedef {{text: string, marked: boolean}} Part
 * @typedef {typeof import('minisearch').default<Entry>} Engine
 */

const WORD = /[\p{L}\p{N}]+/gu
const FILLERS = new Set('a an and are as at be by for from in is it of on or that the their this to with'.split(' '))
const LETTERS = { ø: 'o', æ: 'ae', œ: 'oe', ß: 'ss', ð: 'd', þ: 'th', ł: 'l' }
const BOOST = { names: 8, heading: 4, title: 2 }
const PASSES = /** @type {const} */ ([
  { combineWith: 'AND', prefix: true },
  { combineWith: 'AND', prefix: true, fuzzy: 0.3, maxFuzzy: 2 },
  { combineWith: 'OR', prefix: true, fuzzy: 0.3, maxFuzzy: 2 },
])
const AROUND = { before: 8, words: 32 }

/** Return text in small letters without marks. @param {string} text */
export const fold = (text) =>
  text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replace(/[øæœßðþł]/g, (letter) => LETTERS[/** @type {keyof typeof LETTERS} */ (letter)])

/** Return the form under which a word is kept and looked for. @param {string} word */
export function form(word) {
  const plain = fold(word)
  return plain.length > 3 && /[^s]s$/.test(plain) ? plain.slice(0, -1) : plain
}

/**
 * Make what finds. A whole course takes a phone seconds to take in, so it pauses for the reader's typing.
 * @param {Engine} Engine @param {Index} index @returns {Promise<(query: string) => {hits: Hit[], near: boolean}>}
 */
export async function finder(Engine, index) {
  const entries = entriesOf(index)
  const engine = new Engine({
    fields: ['names', 'heading', 'title', 'text'],
    extractField: (entry, field) => (field === 'names' ? namesOf(entry) : String(entry[/** @type {keyof Entry} */ (field)])),
    tokenize: (text) => text.match(WORD) ?? [],
    processTerm: (word) => (FILLERS.has(word.toLowerCase()) ? null : form(word)),
  })
  await engine.addAllAsync(entries, { chunkSize: 15 })
  return (query) => {
    for (const [number, pass] of PASSES.entries()) {
      const found = engine.search(query, { ...pass, boost: BOOST })
      if (found.length) return { hits: found.map(({ id, match }) => ({ entry: entries[id], words: new Set(Object.keys(match)) })), near: number > 0 }
    }
    return { hits: [], near: false }
  }
}

/** @param {Index} index @returns {Entry[]} */
function entriesOf({ pages, sections, terms }) {
  const places = pages.map(([title, kind, url]) => ({ title, kind, url }))
  const found = sections.map(([page, heading, anchor, text]) => {
    const { title, kind, url } = places[page]
    return { kind, heading: heading || title, title, text, url: anchor ? `${url}#${anchor}` : url }
  })
  const named = terms.map(({ names, also, text, url, home }) => {
    return { kind: 'term', heading: names.en, title: '', text, url, names, also: also.join(' '), home: home === null ? undefined : places[home] }
  })
  return [...named, ...found].map((entry, id) => ({ id, ...entry }))
}

/** @param {Entry} entry */
const namesOf = ({ names, also }) => [...Object.values(names ?? {}), also ?? ''].join(' ')

/** Return text in parts, those that are among `words` marked. @param {string} text @param {Set<string>} words @returns {Part[]} */
export function marked(text, words) {
  /** @type {Part[]} */
  const parts = []
  let end = 0
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (!words.has(form(word))) continue
    parts.push({ text: text.slice(end, index), marked: false }, { text: word, marked: true })
    end = index + word.length
  }
  return [...parts, { text: text.slice(end), marked: false }].filter((part) => part.text)
}

/** Return what stands around the first of `words` in text, or its beginning. @param {string} text @param {Set<string>} words @returns {Part[]} */
export function snippet(text, words) {
  const pieces = text.split(' ')
  const hit = pieces.findIndex((piece) => (piece.match(WORD) ?? []).some((word) => words.has(form(word))))
  const start = hit > AROUND.before ? hit - AROUND.before : 0
  const end = start + AROUND.words
  const shown = pieces.slice(start, end).join(' ')
  return marked(`${start ? '… ' : ''}${shown}${end < pieces.length ? ' …' : ''}`, words)
}
