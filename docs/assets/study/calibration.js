/** How well a reader's certainty fits their answers. Pure. */

/**
 * @typedef {import('../quiz/entry.js').Certainty} Certainty
 * @typedef {{sure: Certainty, right: number, of: number}} Row
 */

/** So many answers make a table worth showing, and so many of one kind a judgement. */
export const ENOUGH = 30
const SOME = 5

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

/** @param {Row[]} rows @returns {'overconfident' | 'underconfident' | 'well-calibrated' | null} null where too little was called sure to say */
export function verdict(rows) {
  const [sure, guess] = ['sure', 'guess'].map((name) => rows.find((row) => row.sure === name && row.of >= SOME))
  if (sure && sure.right / sure.of < 0.8) return 'overconfident'
  if (guess && guess.right / guess.of > 0.6) return 'underconfident'
  return sure ? 'well-calibrated' : null
}
