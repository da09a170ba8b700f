/** Answers are kept, one entry a question, whatever the storage does. */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { entryOf } from '../../docs/assets/quiz/entry.js'
import { State, deviceStorage } from '../../docs/assets/quiz/state.js'
import { FakeStorage } from './storage.js'

const attempt = { answer: ['a'], right: true, at: '2026-01-01T00:00:00.000Z' }
const entry = { v: 2, rev: 1, first: attempt, last: attempt, tries: 1, box: 0, due: '2026-01-02', seq: 1 }

describe('an answer', () => {
  it('is read by another page of the course', () => {
    const storage = new FakeStorage()
    new State('course', storage).record('porter', 1, { answer: ['b'], right: false })
    const read = new State('course', storage).entry('porter')
    assert.deepEqual(read?.last.answer, ['b'])
    assert.equal(read?.tries, 1)
    assert.ok(!Number.isNaN(Date.parse(read?.last.at ?? '')))
  })

  it('stands under the id of the course and of the question', () => {
    const storage = new FakeStorage()
    new State('course', storage).record('porter', 1, { answer: '12', right: true })
    assert.deepEqual([...storage.entries.keys()].sort(), ['course:q:porter', 'course:seq'])
    assert.equal(new State('other', storage).entry('porter'), null)
  })

  it('keeps the first try and counts the tries', () => {
    const state = new State('course', new FakeStorage())
    state.record('porter', 1, { answer: ['b'], right: false })
    const last = state.record('porter', 1, { answer: ['a'], right: true })
    assert.deepEqual([last.first.answer, last.first.right, last.last.answer, last.last.right, last.tries], [['b'], false, ['a'], true, 2])
  })

  it('begins anew with a new revision of the question', () => {
    const state = new State('course', new FakeStorage())
    state.record('porter', 1, { answer: ['b'], right: false })
    const anew = state.record('porter', 2, { answer: ['a'], right: true })
    assert.deepEqual([anew.rev, anew.tries, anew.first.right], [2, 1, true])
  })

  it('to an earlier revision is kept', () => {
    const state = new State('course', new FakeStorage())
    state.record('porter', 1, { answer: ['b'], right: false })
    state.record('porter', 2, { answer: ['a'], right: true })
    const anew = state.record('porter', 3, { answer: ['c'], right: true })
    assert.deepEqual(anew.past?.map((past) => [past.rev, past.first.answer, past.tries]), [[1, ['b'], 1], [2, ['a'], 1]])
  })

  it('of the first version of entries is due the day after', () => {
    const old = { v: 1, rev: 1, first: attempt, last: attempt, tries: 1, seq: 1 }
    const kept = new State('course', new FakeStorage({ entries: { 'course:q:porter': JSON.stringify(old) } })).entry('porter')
    assert.deepEqual([kept?.v, kept?.box, kept?.due, kept?.last.answer], [2, 0, '2026-01-02', ['a']])
  })

  it('is listed with all others of the course, and with no other course', () => {
    const storage = new FakeStorage()
    new State('other', storage).record('theirs', 1, { answer: ['a'], right: true })
    const state = new State('course', storage)
    state.record('one', 1, { answer: ['a'], right: true })
    state.record('two', 1, { answer: ['a'], right: true })
    assert.deepEqual([...state.entries().keys()], ['one', 'two'])
  })

  it('has a clock that goes on across questions and pages', () => {
    const storage = new FakeStorage()
    const first = new State('course', storage).record('one', 1, { answer: ['a'], right: true })
    const second = new State('course', storage).record('two', 1, { answer: ['a'], right: true })
    assert.ok(second.seq > first.seq)
  })

  it('of one tab does not overwrite that of another', () => {
    const storage = new FakeStorage()
    const [one, two] = [new State('course', storage), new State('course', storage)]
    for (let index = 0; index < 20; index++) (index % 2 ? one : two).record(`q${index}`, 1, { answer: [String(index)], right: true })
    const all = new State('course', storage)
    for (let index = 0; index < 20; index++) assert.deepEqual(all.entry(`q${index}`)?.last.answer, [String(index)])
  })

  it('of one question given in two tabs counts both tries', () => {
    const storage = new FakeStorage()
    new State('course', storage).record('porter', 1, { answer: ['a'], right: false })
    assert.equal(new State('course', storage).record('porter', 1, { answer: ['b'], right: true }).tries, 2)
  })

  it('that was never given is null', () => assert.equal(new State('course', new FakeStorage()).entry('porter'), null))
})

for (const [name, storage] of /** @type {[string, any][]} */ ([
  ['blocked storage', new FakeStorage({ blocked: true })],
  ['full storage', new FakeStorage({ room: 0 })],
  ['no storage', null],
])) {
  describe(name, () => {
    it('keeps answers as long as the page is open, and says that it saves nothing', () => {
      const state = new State('course', storage)
      state.record('porter', 1, { answer: ['a'], right: true })
      state.record('porter', 1, { answer: ['b'], right: false })
      assert.equal(state.saving, false)
      assert.deepEqual(state.entry('porter')?.last.answer, ['b'])
      assert.equal(state.entry('porter')?.tries, 2)
    })

    it('gives a seed that stays', () => {
      const state = new State('course', storage)
      assert.equal(state.seed(), state.seed())
    })
  })
}

it('saves again when there is room again', () => {
  const storage = new FakeStorage({ room: 0 })
  const state = new State('course', storage)
  state.record('porter', 1, { answer: ['a'], right: true })
  storage.room = Infinity
  state.record('porter', 1, { answer: ['b'], right: true })
  assert.equal(state.saving, true)
  assert.equal(new State('course', storage).entry('porter')?.tries, 2)
})

it('hands over what it could not save before, once there is room again', () => {
  const storage = new FakeStorage({ room: 0 })
  const state = new State('course', storage)
  for (const id of ['one', 'two', 'three']) state.record(id, 1, { answer: ['a'], right: true })
  assert.equal(state.saving, false)
  storage.room = Infinity
  state.set('name', 'Åse')
  assert.equal(state.saving, true)
  assert.deepEqual([...new State('course', storage).entries().keys()], ['one', 'three', 'two'])
})

it('says that it does not save as long as anything waits, though something smaller has been saved since', () => {
  const storage = new FakeStorage({ room: 60 })
  const state = new State('course', storage)
  state.record('porter', 1, { answer: ['a'], right: true })
  state.set('x', 1)
  assert.equal(storage.getItem('course:set:x'), '1')
  assert.equal(state.saving, false)
})

describe('room for one more answer', () => {
  for (const [name, storage, is] of /** @type {[string, any, boolean][]} */ ([
    ['is there', new FakeStorage(), true], ['is not in full storage', new FakeStorage({ room: 100 }), false], ['is not in blocked storage', new FakeStorage({ blocked: true }), false], ['is not without storage', null, false],
  ])) {
    it(name, () => {
      const state = new State('course', storage)
      assert.equal(state.hasRoom(), is)
      assert.deepEqual(state.names(''), [])
    })
  }

  it('is not asked of a page that has only read, but blocked storage shows there, too', () => {
    const state = new State('course', /** @type {any} */ (new FakeStorage({ blocked: true })))
    state.entry('porter')
    assert.equal(state.saving, false)
    assert.equal(new State('course', null).saving, false)
  })
})

describe('the clock', () => {
  for (const lost of ['abc', '-1', '1.5', '', '9007199254740991', '1e300']) {
    it(`goes on from the last answer or test where ${JSON.stringify(lost)} is kept`, () => {
      const storage = new FakeStorage({ entries: { 'course:seq': lost, 'course:q:a': JSON.stringify({ ...entry, seq: 41 }), 'course:t:test:1': '{"seq":57}', 'course:q:b': '{"seq":1e300}', 'course:q:c': '{' } })
      assert.equal(new State('course', storage).record('porter', 1, { answer: ['a'], right: true }).seq, 58)
    })
  }

  it('follows another device, and is not set back by it', () => {
    const state = new State('course', new FakeStorage())
    state.catchUp(40)
    state.catchUp(7)
    assert.equal(state.tick(), 41)
  })
})

describe('the seed', () => {
  it('stays for a reader', () => {
    const storage = new FakeStorage()
    assert.equal(new State('course', storage).seed(), new State('course', storage).seed())
  })

  it('differs between readers', () => {
    const seeds = new Set(Array.from({ length: 50 }, () => new State('course', new FakeStorage()).seed()))
    assert.ok(seeds.size > 45)
  })

  for (const corrupt of ['', 'abc', '-1', '0', '1.5', 'NaN', '{}']) {
    it(`is drawn anew where ${JSON.stringify(corrupt)} is kept`, () => {
      const storage = new FakeStorage({ entries: { 'course:seed': corrupt } })
      const seed = new State('course', storage).seed()
      assert.ok(Number.isInteger(seed) && seed > 0)
      assert.equal(storage.getItem('course:seed'), String(seed))
    })
  }
})

describe('a corrupt entry', () => {
  const corrupt = {
    'no JSON': '{"v":1,',
    nothing: '',
    null: 'null',
    'a number': '7',
    'a list': '[]',
    'a version of later': JSON.stringify({ ...entry, v: 3 }),
    'no version': JSON.stringify({ ...entry, v: undefined }),
    'a revision that is no number': JSON.stringify({ ...entry, rev: '1' }),
    'tries that are no number': JSON.stringify({ ...entry, tries: null }),
    'no first try': JSON.stringify({ ...entry, first: null }),
    'no answer': JSON.stringify({ ...entry, last: { ...attempt, answer: null } }),
    'an answer that is a number': JSON.stringify({ ...entry, last: { ...attempt, answer: 7 } }),
    'a moment that is none': JSON.stringify({ ...entry, last: { ...attempt, at: 'yesterday' } }),
    'a box out of bounds': JSON.stringify({ ...entry, box: 4 }),
    'a box that every list has': JSON.stringify({ ...entry, box: 'length' }),
    'no place in the order of changes': JSON.stringify({ ...entry, seq: undefined }),
    'a certainty that is none': JSON.stringify({ ...entry, first: { ...attempt, sure: '__proto__' } }),
    'earlier tries that are no list': JSON.stringify({ ...entry, past: {} }),
    'a moment that is a number': JSON.stringify({ ...entry, last: { ...attempt, at: 5 } }),
    'a day that is none': JSON.stringify({ ...entry, due: 'soon' }),
    'a verdict that is no verdict': JSON.stringify({ ...entry, last: { ...attempt, right: 'yes' } }),
  }
  for (const [name, text] of Object.entries(corrupt)) {
    it(`(${name}) is set aside, not deleted`, () => {
      const storage = new FakeStorage({ entries: { 'course:q:porter': text } })
      assert.equal(new State('course', new FakeStorage({ entries: { 'course:q:porter': text } })).entry('porter'), null)
      assert.equal(new State('course', storage).entry('porter'), null)
      assert.equal(storage.getItem('course:q:porter'), null)
      const [aside] = [...storage.entries].filter(([key]) => key.startsWith('course:aside:q:porter:'))
      assert.equal(aside[1], text)
    })
  }

  it('makes room for the next answer', () => {
    const storage = new FakeStorage({ entries: { 'course:q:porter': 'x' } })
    const state = new State('course', storage)
    state.record('porter', 1, { answer: ['a'], right: true })
    assert.deepEqual(new State('course', storage).entry('porter')?.last.answer, ['a'])
  })

  it('stays where there is no room to set it aside, and no answer overwrites it', () => {
    const storage = new FakeStorage({ room: 30, entries: { 'course:q:porter': 'x'.repeat(400) } })
    const state = new State('course', storage)
    assert.equal(state.entry('porter'), null)
    storage.room = 700
    state.record('porter', 1, { answer: ['a'], right: true })
    assert.equal(storage.getItem('course:q:porter'), 'x'.repeat(400))
    assert.equal(state.saving, false)
    assert.deepEqual(state.entry('porter')?.last.answer, ['a'])
  })

  it('is set aside once there is room, and the answer given meanwhile takes its place', () => {
    const storage = new FakeStorage({ room: 30, entries: { 'course:q:porter': 'x'.repeat(400) } })
    const state = new State('course', storage)
    state.record('porter', 1, { answer: ['a'], right: true })
    storage.room = Infinity
    state.set('name', 'Åse')
    assert.deepEqual(new State('course', storage).entry('porter')?.last.answer, ['a'])
    assert.deepEqual([...storage.entries].filter(([key]) => key.includes('aside')).map(([, text]) => text), ['x'.repeat(400)])
    assert.equal(state.saving, true)
  })

  it('does not pollute prototypes', () => {
    const text = JSON.stringify(entry).replace('{', '{"__proto__":{"polluted":true},')
    new State('course', new FakeStorage({ entries: { 'course:q:porter': text } })).record('porter', 1, { answer: ['a'], right: true })
    assert.equal(/** @type {any} */ ({}).polluted, undefined)
  })
})

describe('the device', () => {
  it('may forbid to look at its storage', () => {
    Object.defineProperty(globalThis, 'window', { configurable: true, value: { get localStorage() { throw new Error('SecurityError') } } })
    assert.equal(deviceStorage(), null)
    Reflect.deleteProperty(globalThis, 'window')
  })
})
