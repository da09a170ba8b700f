/** What is said of an article when it is read aloud: its running text, as blocks of sentences, each in a language that the device speaks. */

import { localVoices, voiceFor } from './voices.js'

/**
 * @typedef {{text: string, lang: string}} Piece
 * @typedef {{element: Element, pieces: Piece[]}} Block
 * @typedef {{table?: string, formula?: string}} Words what announces a table without a caption, and what stands for a formula
 */

const BLOCKS = 'h1, h2, h3, h4, p, li, dt, dd, figcaption, table'
const SKIPPED = 'form, details, aside, nav, .crumb, .meta, .colophon, .footnote-ref, table *, svg *, [hidden]'

/**
 * The blocks of an article in their order. Questions and what is folded away are left out, and of a table its caption or headings are said.
 * @param {HTMLElement} article @param {Words} words @returns {Block[]}
 */
export function blocksOf(article, words) {
  const blocks = [...article.querySelectorAll(BLOCKS)]
    .filter((element) => !element.closest(SKIPPED))
    .map((element) => ({ element, pieces: piecesOf(element, words) }))
    .filter(({ pieces }) => pieces.length)
  return blocks.filter(({ element }, index) => !isHeading(element) || leads(element, blocks[index + 1]?.element))
}

/** @param {Element} element */
const isHeading = (element) => /^H\d$/.test(element.tagName)

/** Tell whether text, or a section of its own, stands under a heading. @param {Element} heading @param {Element} [next] */
const leads = (heading, next) => next !== undefined && (!isHeading(next) || next.tagName > heading.tagName)

/** The own text of an element, by sentence, what is in another language apart. @param {Element} element @param {Words} words @returns {Piece[]} */
function piecesOf(element, words) {
  /** @type {Piece[]} */
  const runs = []
  for (const { text, lang } of element.matches('table') ? tableText(element, words) : textsOf(element, words)) {
    const last = runs.at(-1)
    if (last?.lang === lang) last.text += text
    else runs.push({ text, lang })
  }
  return runs.flatMap(({ text, lang }) => sentences(text, lang).map((sentence) => ({ text: sentence, lang })))
}

/** @param {Element} element @param {Words} words @returns {Generator<Piece>} */
function* textsOf(element, words) {
  for (const node of element.childNodes) {
    if (node instanceof Text) yield { text: node.data, lang: spokenLanguage(element) }
    else if (node instanceof Element && node.matches('math')) yield { text: formulaText(node, words), lang: 'en' }
    else if (node instanceof Element && !node.matches(`${BLOCKS}, ${SKIPPED}`)) yield* textsOf(node, words)
  }
}

/** @param {Element} table @param {Words} words @returns {Iterable<Piece>} */
function tableText(table, words) {
  const caption = table.querySelector('caption')
  if (caption) return textsOf(caption, words)
  const heads = [...table.querySelectorAll('thead th')].map((cell) => cell.textContent?.trim()).filter(Boolean)
  return [{ text: `${words.table} ${heads.join(', ')}.`, lang: 'en' }]
}

/** A formula that stands in one line can be said as it is written; another is only named. @param {Element} math @param {Words} words */
const formulaText = (math, words) => (math.querySelector('msup, msub, mfrac, msqrt, munderover, mtable') ? words.formula : math.textContent) ?? ''

/** The language in which a text is said: its own where a voice speaks it, else English. @param {Element} element */
function spokenLanguage(element) {
  const lang = element.closest('[lang]')?.getAttribute('lang') ?? 'en'
  return voiceFor(localVoices(), lang) ? lang : 'en'
}

/** @param {string} text @param {string} lang @returns {string[]} its sentences; an initial or a year in brackets begins none */
export function sentences(text, lang) {
  const plain = text.replace(/\s+/g, ' ').trim()
  const parts = 'Segmenter' in Intl ? [...new Intl.Segmenter(lang, { granularity: 'sentence' }).segment(plain)].map(({ segment }) => segment) : [plain]
  /** @type {string[]} */
  const whole = []
  for (const part of parts) {
    if (whole.length && (/\b\p{Lu}\. ?$/u.test(whole[whole.length - 1]) || /^[(&]/.test(part))) whole.push(whole.pop() + part)
    else whole.push(part)
  }
  return whole.map((part) => part.trim()).filter((part) => /[\p{L}\p{N}]/u.test(part))
}
