/** How well a reader's certainty fits their answers. Pure. */

/**
 * @typedef {import('../quiz/entry.js').Certainty} Certainty
 * @typedef {{sure: Certainty, right: number, of: number}} Row
 */

/** So many answers make a share worth showing. */
export const ENOUGH = 30

/** @param {Iterable<import('../quiz/entry.js').Entry>} entries @returns {Row[]} answers given with each certainty; a first try counts beside the last */
export function calibration(entries) {
  /** @type {Record<Certainty, Row>} */
  const rows = { sure: { sure: 'sure', right: 0, of: 0 }, fairly: { sure: 'fairly', right: 0, of: 0 }, guess: { sure: 'guess', right: 0, of: 0 } }
  for (const { first, last } of entries) {
    for (const attempt of first.at === last.at ? [last] : [first, last]) {
      if (!attempt.sure) continue
      rows[attempt.sure].of += 1
      rows[attempt.sure].right += Number(attempt.right)
    }
  }
  return Object.values(rows)
}
