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
  const kept = key.slice(1).filter((id, index) => answer.indexOf(id) === answer.indexOf(key[index]) + 1).length
  return kept / (key.length - 1)
}

/** Share of rows with their own choice. @param {Record<string, string>} answer @param {Record<string, string>} key @returns {number} */
export function scoreRows(answer, key) {
  const rows = Object.keys(key)
  return rows.filter((row) => answer[row] === key[row]).length / rows.length
}

/** @param {string} text @param {number} value @param {number} tolerance absolute and inclusive @returns {boolean} */
export function isWithin(text, value, tolerance) {
  const slack = tolerance + 1e-9 * Math.max(1, Math.abs(value))
  return readNumber(text).some((number) => Math.abs(number - value) <= slack)
}

/**
 * All numbers that a typed text can mean: a decimal comma is as good as a point, and digits may be grouped by space, point or comma, so
 * that "2.400" is 2400 as well as 2.4. Empty when the text is no number.
 * @param {string} text @param {string} [unit] may follow the number @returns {number[]}
 */
export function readNumber(text, unit = '') {
  let typed = text.normalize('NFKC').replace(/[\u2212\u2013]/g, '-').trim().toLowerCase()
  const suffix = unit.trim().toLowerCase()
  if (suffix && typed.endsWith(suffix)) typed = typed.slice(0, -suffix.length).trim()
  const match = /^([+-]?)\s*(\d[\d\s.,']*)$/.exec(typed)
  if (!match) return []
  const digits = match[2].trim()
  const readings = [
    [/^\d+([.,]\d+)?$/, (/** @type {string} */ s) => s.replace(',', '.')],
    [/^\d{1,3}([\s.']\d{3})+(,\d+)?$/, (/** @type {string} */ s) => s.replace(/[\s.']/g, '').replace(',', '.')],
    [/^\d{1,3}([\s,']\d{3})+(\.\d+)?$/, (/** @type {string} */ s) => s.replace(/[\s,']/g, '')],
  ]
  const numbers = readings
    .filter(([form]) => /** @type {RegExp} */ (form).test(digits))
    .map(([, plain]) => Number(/** @type {(s: string) => string} */ (plain)(digits)))
  return [...new Set(numbers)].map((number) => (match[1] === '-' ? -number : number))
}
