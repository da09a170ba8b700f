/** Where a module finds the course: its root address, its reader's state, and its catalogue, fetched once a page and only when asked for. */

import { stateOf } from '../quiz/state.js'

/** @typedef {import('./progress.js').Catalogue} Catalogue */

const meta = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name=course]'))

export const root = new URL(meta?.dataset.root ?? '.', location.href)
export const state = stateOf(meta?.content ?? 'course')

/** How dates are written. */
export const locale = meta?.dataset.locale ?? 'en-GB'

/** @type {Promise<Catalogue> | null} */
let fetched = null

/** The catalogue; a failed fetch is tried again at the next call. @returns {Promise<Catalogue>} */
export function catalogue() {
  fetched ??= fetch(new URL('course.json', root)).then((answer) => {
    if (!answer.ok) throw new Error(`course.json: ${answer.status}`)
    return answer.json()
  })
  fetched.catch(() => (fetched = null))
  return fetched
}

/** The words that a template hands to its script. @param {HTMLElement} element */
export const wordsOf = (element) => saying(JSON.parse(element.dataset.words ?? '{}'))

/** @param {Record<string, string>} words @returns {import('../quiz/kinds.js').Say} */
export const saying = (words) => (name, values = {}) => String(words[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ''))

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {Record<string, string>} attributes @param {...(Node | string)} children @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  node.append(...children)
  return node
}
