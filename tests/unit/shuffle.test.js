/** The order of a reader's own: the same each time, another for another reader, and fair. */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hash, shuffled } from '../../docs/assets/quiz/shuffle.js'

const FOUR = ['a', 'b', 'c', 'd']

describe('shuffled', () => {
  it('is the same for the same seed', () => assert.deepEqual(shuffled(FOUR, 7), shuffled(FOUR, 7)))

  it('leaves its input alone', () => {
    const entries = Object.freeze([...FOUR])
    shuffled(/** @type {string[]} */ (entries), 3)
    assert.deepEqual(entries, FOUR)
  })

  it('keeps every entry once', () => {
    for (let seed = 0; seed < 200; seed++) assert.deepEqual(shuffled(FOUR, seed).sort(), FOUR)
  })

  it('takes none and one', () => {
    assert.deepEqual(shuffled([], 1), [])
    assert.deepEqual(shuffled(['a'], 1), ['a'])
  })

  it('gives each of the 24 orders about as often to readers of one question', () => {
    const counts = new Map()
    for (let reader = 1; reader <= 24000; reader++) {
      const order = shuffled(FOUR, hash(`${reader}/porter`)).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    assert.equal(counts.size, 24)
    for (const [order, count] of counts) assert.ok(count > 800 && count < 1200, `${order}: ${count} of 1000`)
  })

  it('differs between the questions of one reader', () => {
    const orders = new Set(Array.from({ length: 50 }, (_, index) => shuffled(FOUR, hash(`4711/question-${index}`)).join('')))
    assert.ok(orders.size > 12, `${orders.size} orders`)
  })
})

describe('hash', () => {
  it('is FNV-1a', () => {
    assert.equal(hash(''), 0x811c9dc5)
    assert.equal(hash('a'), 0xe40c292c)
    assert.equal(hash('foobar'), 0xbf9cf968)
  })

  it('is a whole number of 32 bits', () => {
    for (const text of ['x', 'æøå', '1234567890/kitchen-behind-the-line']) assert.ok(Number.isInteger(hash(text)) && hash(text) >= 0 && hash(text) < 2 ** 32)
  })
})
