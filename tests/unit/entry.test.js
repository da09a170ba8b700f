/** When a question is due again. */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { answered, dayOf, entryOf, isDue } from '../../docs/assets/quiz/entry.js'

/** @typedef {import('../../docs/assets/quiz/entry.js').Entry} Entry */

/** Noon of a day of November 2026, or later. @param {number} date */
const day = (date) => new Date(2026, 10, date, 12)

/** Answers given on days of November, as [day, right]. @param {[number, boolean][]} tries */
const after = (...tries) => /** @type {Entry} */ (tries.reduce((entry, [date, right]) => answered(entry, 1, { answer: ['a'], right }, 1, day(date)), /** @type {Entry | null} */ (null)))

describe('a question', () => {
  for (const [name, tries, box, due] of /** @type {[string, [number, boolean][], number, string][]} */ ([
    ['answered once comes again the next day', [[1, true]], 0, '2026-11-02'],
    ['answered wrongly comes again the next day', [[1, false]], 0, '2026-11-02'],
    ['right when due waits three days', [[1, true], [2, true]], 1, '2026-11-05'],
    ['right again waits seven', [[1, true], [2, true], [5, true]], 2, '2026-11-12'],
    ['right a third time waits three weeks', [[1, true], [2, true], [5, true], [12, true]], 3, '2026-12-03'],
    ['goes on to come every three weeks', [[1, true], [2, true], [5, true], [12, true], [33, true]], 3, '2026-12-24'],
    ['right before it is due waits as before', [[1, true], [2, true], [3, true]], 1, '2026-11-05'],
    ['wrong before it is due begins anew', [[1, true], [2, true], [3, false]], 0, '2026-11-04'],
    ['put right on the same day does not count yet', [[1, false], [1, true]], 0, '2026-11-02'],
    ['put right on a later day does', [[1, false], [2, true]], 1, '2026-11-05'],
  ])) {
    it(name, () => {
      const entry = after(...tries)
      assert.deepEqual([entry.box, entry.due], [box, due])
    })
  }

  it('is due from the beginning of its day', () => {
    const entry = after([1, true])
    assert.equal(isDue(entry, new Date(2026, 10, 1, 23, 59)), false)
    assert.equal(isDue(entry, new Date(2026, 10, 2, 0, 0)), true)
  })

  it('answered under a clock that ran a year ahead is due at once, not next year', () => {
    const ahead = answered(null, 1, { answer: ['a'], right: true }, 1, new Date(2027, 10, 1))
    assert.equal(isDue(ahead, day(1)), true)
  })

  it('keeps how sure the reader was', () => {
    const entry = answered(null, 1, { answer: ['a'], right: false, sure: 'sure' }, 1, day(1))
    assert.deepEqual([entry.first.sure, entry.last.sure], ['sure', 'sure'])
  })

  it('is read back as it was written', () => {
    const entry = after([1, true], [2, false])
    assert.deepEqual(entryOf(JSON.parse(JSON.stringify(entry))), JSON.parse(JSON.stringify(entry)))
  })
})

it('days go over the ends of months, years and summer time', () => {
  assert.equal(dayOf(new Date(2026, 11, 31, 23, 59), 1), '2027-01-01')
  assert.equal(dayOf(new Date(2026, 9, 24, 23, 59), 1), '2026-10-25')
  assert.equal(dayOf(new Date(2028, 1, 28), 1), '2028-02-29')
})
