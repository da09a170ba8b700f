/** What is taken away can be given back. */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { State } from '../../docs/assets/quiz/state.js'
import { everything, giveBack, ofLesson, takeAway, taken } from '../../docs/assets/study/forget.js'
import { FakeStorage } from './storage.js'

const NOW = new Date('2026-11-21T12:00:00Z')
const lesson = /** @type {any} */ ({ questions: ['porter', 'guests', 'price'].map((id) => ({ id })) })

/** A reader who answered, took a test and chose things. @param {ConstructorParameters<typeof FakeStorage>[0]} [how] */
function reader(how) {
  const storage = new FakeStorage(how)
  const state = new State('course', /** @type {any} */ (storage))
  for (const id of ['porter', 'guests', 'kitchen']) state.record(id, 1, { answer: ['a'], right: true })
  state.put('t:test:1', { v: 1 })
  state.put('a:test:1:held', ['a'])
  for (const name of ['known', 'place', 'marks', 'name', 'certainty', 'reading']) state.set(name, {})
  const size = () => [...storage.entries].reduce((sum, [name, text]) => sum + name.length + text.length, 0)
  return { storage, state, size, names: () => [...storage.entries.keys()].map((key) => key.slice('course:'.length)).sort() }
}

describe('taking away', () => {
  it('of a lesson takes its answers alone', () => {
    const { state, names } = reader()
    const before = names()
    assert.equal(takeAway(state, ofLesson(state, lesson), NOW), 2)
    assert.deepEqual(names(), before.filter((name) => !['q:porter', 'q:guests'].includes(name)).concat('undo').sort())
  })

  it('of everything leaves the choices, the clock and the seed', () => {
    const { state, names } = reader()
    state.seed()
    takeAway(state, everything(state), NOW)
    assert.deepEqual(names(), ['seed', 'seq', 'set:certainty', 'set:name', 'set:reading', 'undo'])
  })

  it('of ten thousand answers takes a moment, and so does giving back', () => {
    const { state } = reader()
    for (let index = 0; index < 10000; index++) state.put(`q:q${index}`, { v: 2 })
    const start = performance.now()
    takeAway(state, everything(state), NOW)
    giveBack(state)
    assert.equal(state.names('q:').length, 10003)
    assert.ok(performance.now() - start < 8000, `${performance.now() - start} ms`)
  })
})

describe('giving back', () => {
  it('restores all, letter by letter, after the page was left', () => {
    const { storage, state } = reader()
    state.put('q:odd', '{"v":', true)
    const before = new Map(storage.entries)
    takeAway(state, everything(state), NOW)
    const later = new State('course', /** @type {any} */ (storage))
    assert.equal(taken(later)?.at, NOW.toISOString())
    giveBack(later)
    assert.deepEqual(new Map([...storage.entries].sort()), new Map([...before].sort()))
    assert.equal(taken(later), null)
  })

  it('leaves what was answered since', () => {
    const { state } = reader()
    takeAway(state, everything(state), NOW)
    state.record('porter', 1, { answer: ['b'], right: false })
    giveBack(state)
    assert.deepEqual(state.entry('porter')?.last.answer, ['b'])
    assert.deepEqual(state.entry('guests')?.last.answer, ['a'])
  })

  it('works after the page was left where there was no room for both', () => {
    const { storage, state, size } = reader()
    const before = new Map(storage.entries)
    storage.room = size() * 1.5
    takeAway(state, everything(state), NOW)
    const later = new State('course', /** @type {any} */ (storage))
    giveBack(later)
    assert.equal(later.saving, true)
    assert.deepEqual(new Map([...storage.entries].sort()), new Map([...before].sort()))
  })

  it('works until the page is left where there was hardly room for one', () => {
    const { storage, state, size } = reader()
    const before = new Map(storage.entries)
    storage.room = size() + 40
    takeAway(state, everything(state), NOW)
    assert.equal(state.saving, false)
    giveBack(state)
    assert.equal(state.saving, true)
    assert.deepEqual(new Map([...storage.entries].sort()), new Map([...before].sort()))
  })

  for (const text of ['{"at":"2026-11-21T12:00:00Z"}', '{"at":"2026-11-21T12:00:00Z","texts":"all"}', '{"at":"2026-11-21T12:00:00Z","texts":{"q:a":1}}', '{"at":7,"texts":{}}', 'null', '{']) {
    it(`(${text}) of what makes no sense does nothing, and sets it aside`, () => {
      const { storage, state, names } = reader()
      storage.entries.set('course:undo', text)
      assert.equal(taken(state), null)
      giveBack(state)
      assert.deepEqual(names().filter((name) => /undo/.test(name)).map((name) => name.replace(/\d+$/, '')), ['aside:undo:'])
      assert.equal(state.entries().size, 3)
    })
  }
})
