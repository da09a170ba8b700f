/**
 * Scores answers. Pure functions over ids and numbers: no page, no storage.
 * An answer is a list of ids (single, multiple, order), a text (numeric) or a record of row id to choice id (match, classify).
 * A score runs from 0 to 1; only 1 counts as right.
 */

/** @typedef {string[] | string | Record<string, string>} Answer */

/** @param {string[]} chosen @param {string[]} right @returns {number} */
export function scoreSingle(chosen, right) {
  return chosen.length === 1 && right.includes(chosen[0]) ? 1 : 0
}

/** @param {any} value @returns {value is Answer} */
export const isAnswer = (value) => typeof value === 'string' || (typeof value === 'object' && value !== null && Object.values(value).every((part) => typeof part === 'string'))

/**
 * Share of right options chosen, less the share of wrong options chosen.
 * @param {string[]} chosen @param {string[]} right @param {string[]} wrong @returns {number}
 */
export function scoreMultiple(chosen, right, wrong) {
  const hits = chosen.filter((id) => right.includes(id)).length
  const slips = chosen.filter((id) => wrong.includes(id)).length
  return Math.max(0, hits / right.length - slips / wrong.length)
}

/** Share of neighbours of the key that stand together in the answer. @param {string[]} answer @param {string[]} key @returns {number} */
export function scoreOrder(answer, key) {
  const kept = key.slice(1).filter((id, index) => follows(answer, id, key[index])).length
  return kept / (key.length - 1)
}

/** Tell whether `id` stands right behind `before`, or first where nothing is before it. @param {string[]} answer @param {string} id @param {string} [before] */
export const follows = (answer, id, before) => answer.indexOf(id) === (before === undefined ? 0 : answer.indexOf(before) + 1)

/** Share of rows with their own choice. @param {Record<string, string>} answer @param {Record<string, string>} key @returns {number} */
export function scoreRows(answer, key) {
  const rows = Object.keys(key)
  return rows.filter((row) => answer[row] === key[row]).length / rows.length
}

/** @param {string} text @param {string} unit @param {number} value @param {number} tolerance absolute and inclusive @returns {boolean} */
export function isWithin(text, unit, value, tolerance) {
  const slack = tolerance + 1e-9 * Math.max(1, Math.abs(value))
  return readNumber(text, unit).some((number) => Math.abs(number - value) <= slack)
}

/**
 * All numbers that a typed text can mean: a decimal comma is as good as a point, and digits may be grouped by space, point or comma, so
 * that "2.400" is 2400 as well as 2.4; no group begins with 0, so that "0.240" is only itself. Empty when the text is no number.
 * @param {string} text @param {string} [unit] may stand before or after the number @returns {number[]}
 */
export function readNumber(text, unit = '') {
  const match = /^([+-]?)\s*([\d.,][\d\s.,'\u2019]*)$/.exec(withoutUnit(text.trim().replace(/[\u2212\u2013]/g, '-'), unit.trim()))
  if (!match) return []
  const digits = match[2].trim()
  const readings = [
    [/^(\d+[.,]?|\d*[.,]\d+)$/, (/** @type {string} */ s) => s.replace(',', '.')],
    [/^[1-9]\d{0,2}([\s.'\u2019]\d{3})+(,\d+)?$/, (/** @type {string} */ s) => s.replace(/[\s.'\u2019]/g, '').replace(',', '.')],
    [/^[1-9]\d{0,2}([\s,'\u2019]\d{3})+(\.\d+)?$/, (/** @type {string} */ s) => s.replace(/[\s,'\u2019]/g, '')],
  ]
  const numbers = readings
    .filter(([form]) => /** @type {RegExp} */ (form).test(digits))
    .map(([, plain]) => Number(/** @type {(s: string) => string} */ (plain)(digits)))
  return [...new Set(numbers)].map((number) => (match[1] === '-' ? -number : number))
}

/** @param {string} text @param {string} unit @returns {string} */
function withoutUnit(text, unit) {
  const [typed, name] = [text.toLowerCase(), unit.toLowerCase()]
  if (!name) return typed
  if (typed.endsWith(name)) return typed.slice(0, -name.length).trim()
  return typed.startsWith(name) ? typed.slice(name.length).trim() : typed
}
