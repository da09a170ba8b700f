/** Every scoring rule of the course, as a table in cases.json. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { follows, isWithin, readNumber, scoreMultiple, scoreOrder, scoreRows, scoreSingle } from '../../docs/assets/quiz/grade.js'

const cases = JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8'))

/** @param {number} actual @param {number} expected */
const near = (actual, expected) => assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`)

const scores = {
  single: (c) => scoreSingle(c.chosen, c.right),
  multiple: (c) => scoreMultiple(c.chosen, c.right, c.wrong),
  order: (c) => scoreOrder(c.answer, c.key),
  rows: (c) => scoreRows(c.answer, c.key),
}

for (const [type, score] of Object.entries(scores)) {
  describe(`score of ${type}`, () => {
    for (const c of cases[type]) it(c.about, () => near(score(c), c.score))
  })
}

describe('a line of an order is right', () => {
  it('behind its predecessor, wherever the two stand', () => assert.ok(follows(['c', 'a', 'b'], 'b', 'a')))
  it('not elsewhere', () => assert.ok(!follows(['a', 'c', 'b'], 'b', 'a')))
  it('first, where the key begins with it', () => assert.ok(follows(['a', 'b'], 'a') && !follows(['b', 'a'], 'a')))
})

describe('a number as typed', () => {
  for (const c of cases.numbers) {
    it(`${JSON.stringify(c.typed)}${c.unit ? ` in ${c.unit}` : ''} means ${c.means.join(' or ') || 'nothing'}`, () =>
      assert.deepEqual(readNumber(c.typed, c.unit), c.means))
  }
})

describe('a number within the tolerance', () => {
  for (const c of cases.within) {
    it(`${c.about ?? ''} ${JSON.stringify(c.typed)} for ${c.value} ± ${c.tolerance}: ${c.is}`.trim(), () =>
      assert.equal(isWithin(c.typed, c.unit ?? '', c.value, c.tolerance), c.is))
  }
})
