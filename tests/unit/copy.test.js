/** Copies are written and read back equal, joined without loss, and refused when anything in them makes no sense. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { afterEach, describe, it } from 'node:test'
import { answered } from '../../docs/assets/quiz/entry.js'
import { State } from '../../docs/assets/quiz/state.js'
import { calibration } from '../../docs/assets/study/calibration.js'
import { collected, joined, read, unwrite, write, written } from '../../docs/assets/study/copy.js'
import { FakeStorage } from './storage.js'

/** @typedef {import('../../docs/assets/quiz/entry.js').Entry} Entry @typedef {import('../../docs/assets/study/copy.js').Kept} Kept */

const COURSE = 'browser-tests'

/** @param {string} name */
const file = (name) => readFileSync(new URL(`../data/copies/${name}.json`, import.meta.url), 'utf8')

/** What a file holds; fails where it is refused. @param {string} text @returns {Kept} */
function keptOf(text) {
  const found = read(COURSE, text)
  assert.ok('kept' in found, JSON.stringify(found))
  return found.kept
}

/** @param {unknown} entries */
const copyOf = (entries) => JSON.stringify({ format: 'course-copy', v: 1, course: COURSE, entries })

/** @param {Kept} kept @param {ConstructorParameters<typeof FakeStorage>[0]} [how] */
function stateWith(kept, how) {
  const state = new State(COURSE, /** @type {any} */ (new FakeStorage(how)))
  write(state, kept)
  return state
}

/** An entry answered on the given days of November, right or not. @param {number} seq @param {number} rev @param {...[number, boolean]} tries @returns {Entry} */
const entry = (seq, rev, ...tries) =>
  /** @type {Entry} */ (tries.reduce((entry, [day, right]) => answered(entry, rev, { answer: ['a'], right }, seq, new Date(2026, 10, day, 12)), /** @type {Entry | null} */ (null)))

/** @param {Record<string, any>} entries @returns {Kept} */
const kept = (entries) => new Map(Object.entries(entries))

afterEach(() => {
  assert.deepEqual([Object.keys(Object.prototype), Object.keys(Object)], [[], []])
  assert.equal(/** @type {any} */ ({}).polluted, undefined)
})

describe('a copy', () => {
  it('holds what is kept, and is read back equal', () => {
    const first = stateWith(keptOf(file('sound')))
    const second = stateWith(keptOf(written(COURSE, collected(first), new Date())))
    assert.equal(collected(first).size, 14)
    assert.deepEqual(collected(second), collected(first))
    assert.deepEqual(second.entries(), first.entries())
  })

  it('leaves out what is derived or belongs to this device alone', () => {
    const state = stateWith(kept({ 'q:porter': entry(1, 1, [1, true]) }))
    state.seed()
    for (const name of ['marks', 'explained']) state.set(name, true)
    assert.deepEqual([...collected(state).keys()], ['q:porter'])
  })

  it('holds corrupt entries as they were, once they are set aside', () => {
    const state = new State(COURSE, /** @type {any} */ (new FakeStorage({ entries: { [`${COURSE}:q:porter`]: '{"v":' } })))
    collected(state)
    const [[name, text]] = [...collected(state)]
    assert.match(name, /^aside:q:porter:/)
    assert.equal(text, '{"v":')
  })

  it('of ten thousand entries is read and joined in a moment', () => {
    const entries = Object.fromEntries(Array.from({ length: 10000 }, (_, index) => [`q:question-${index}`, entry(index + 1, 1, [1, false], [2, true])]))
    const start = performance.now()
    const state = stateWith(joined(new Map(), keptOf(copyOf(entries))).changes)
    const again = keptOf(written(COURSE, collected(state), new Date()))
    assert.equal(joined(collected(state), again).changes.size, 0)
    assert.equal(state.entries().size, 10000)
    assert.ok(performance.now() - start < 8000, `${performance.now() - start} ms`)
  })
})

describe('a file is refused', () => {
  for (const [name, fault] of Object.entries({
    page: 'no-copy', broken: 'no-copy', empty: 'no-copy', list: 'no-copy', 'no-entries': 'no-copy', 'other-format': 'no-copy', 'course-without-text': 'no-copy',
    'other-course': 'other-course', later: 'later',
  })) it(`(${name}) as ${fault}`, () => assert.equal(/** @type {any} */ (read(COURSE, file(name))).fault, fault))

  for (const text of ['null', '7', '"text"', '[]', '{}']) it(`(${text}) as no copy`, () => assert.deepEqual(read(COURSE, text), { fault: 'no-copy' }))

  for (const [name, entries] of Object.entries(JSON.parse(file('unsound-entries')))) {
    it(`with ${name}`, () => {
      const found = /** @type {any} */ (read(COURSE, copyOf(entries)))
      assert.equal(found.fault, 'unsound')
      assert.equal(found.values.name, Object.keys(entries)[0].slice(0, 60))
    })
  }

  it('with brackets a hundred thousand deep', () => {
    const deep = `${'['.repeat(1e5)}${']'.repeat(1e5)}`
    assert.ok('fault' in read(COURSE, deep))
    assert.ok('fault' in read(COURSE, copyOf({ 'q:porter': null }).replace('null', deep)))
  })

  it('whole, for one entry of ten thousand', () => {
    const entries = Object.fromEntries(Array.from({ length: 10000 }, (_, index) => [`q:question-${index}`, entry(index + 1, 1, [1, true])]))
    assert.deepEqual(read(COURSE, copyOf({ ...entries, 'q:question-9999': { ...entries['q:question-9999'], rev: '1' } })), { fault: 'unsound', values: { name: 'q:question-9999' } })
  })
})

describe('a file is taken without harm', () => {
  it('with prototypes at every depth: nothing of them comes in', () => {
    const taken = keptOf(file('prototypes'))
    assert.deepEqual([...taken.keys()], ['q:porter', 't:tests/final:mhx2k1', 'set:place'])
    assert.ok(!/__proto__|constructor|polluted/.test(written(COURSE, taken, new Date())))
    const state = stateWith(joined(kept({ 'q:porter': entry(1, 1, [1, true]) }), taken).changes)
    state.record('porter', 1, { answer: ['a'], right: true })
    calibration(state.entries().values())
    assert.ok(!JSON.stringify([...collected(state)]).includes('polluted'))
  })

  it('with more in an entry than belongs there, however deep', () => {
    const text = copyOf({ 'q:porter': { ...entry(1, 1, [1, true]), more: null }, 'set:place': { url: 'a/', title: 'A', more: null } })
    const taken = keptOf(text.replaceAll('"more":null', `"more":${'['.repeat(1e5)}${']'.repeat(1e5)}`))
    assert.deepEqual(taken.get('q:porter'), entry(1, 1, [1, true]))
    assert.deepEqual(joined(new Map(), taken).added, 1)
  })
})

describe('joining', () => {
  const early = entry(3, 1, [1, false])
  const late = entry(9, 1, [4, true], [5, true])

  for (const [name, here, there] of /** @type {[string, Entry, Entry][]} */ ([['from there to here', early, late], ['from here to there', late, early]])) {
    it(`keeps the later answer and the earlier first try, ${name}`, () => {
      const { changes } = joined(kept({ 'q:porter': here }), kept({ 'q:porter': there }))
      const result = changes.get('q:porter')
      assert.deepEqual([result.last, result.first, result.seq, result.box, result.due, result.tries], [late.last, early.first, 9, late.box, late.due, 2])
    })
  }

  it('gives the same both ways, and then has nothing more to do', () => {
    const sides = [kept({ 'q:a': early, 'q:b': entry(4, 2, [2, true]) }), kept({ 'q:a': late, 'q:b': entry(5, 1, [3, false]), 'q:c': early })]
    const one = new Map([...sides[0], ...joined(sides[0], sides[1]).changes])
    const other = new Map([...sides[1], ...joined(sides[1], sides[0]).changes])
    assert.deepEqual(new Map([...one].sort()), new Map([...other].sort()))
    assert.deepEqual(joined(one, other), { changes: new Map(), added: 0, newer: 0, older: 0 })
  })

  it('keeps tries at earlier revisions of both sides, each once', () => {
    const [first, second, third] = [entry(3, 1, [1, false]), entry(5, 2, [2, true]), entry(4, 3, [3, true])]
    const pastOf = (/** @type {Entry} */ { rev, first, last, tries }) => ({ rev, first, last, tries })
    const result = joined(kept({ 'q:a': { ...second, past: [pastOf(first)] } }), kept({ 'q:a': third })).changes.get('q:a')
    assert.deepEqual([result.rev, result.past], [3, [pastOf(first), pastOf(second)]])
    const same = joined(kept({ 'q:a': { ...third, past: [pastOf(first)] } }), kept({ 'q:a': { ...third, seq: 8, past: [pastOf(second)] } })).changes.get('q:a')
    assert.deepEqual(same.past, [pastOf(first), pastOf(second)])
  })

  it('counts what came in, and not what is the same', () => {
    const sound = keptOf(file('sound'))
    const { changes, ...counts } = joined(sound, sound)
    assert.deepEqual([changes.size, counts], [0, { added: 0, newer: 0, older: 0 }])
    const some = joined(kept({ 'q:a': early, 'q:b': late }), kept({ 'q:a': late, 'q:b': { ...early, first: late.first }, 'q:c': early }))
    assert.deepEqual([some.added, some.newer, some.older], [1, 1, 1])
  })

  it('takes over a test that was handed in on the other side', () => {
    const sound = keptOf(file('sound'))
    const closed = sound.get('t:tests/final:mhx2k1')
    const { handedIn, scores, ...rest } = closed
    const open = { ...rest, seq: 4 }
    assert.deepEqual(joined(kept({ 't:tests/final:mhx2k1': open }), sound).changes.get('t:tests/final:mhx2k1'), closed)
    assert.equal(joined(sound, kept({ 't:tests/final:mhx2k1': open })).changes.size, 0)
  })

  it('leaves the choices made here', () => assert.equal(joined(kept({ 'set:name': 'Åse' }), kept({ 'set:name': 'Odd' })).changes.size, 0))

  it('lets the clock go on from the later side', () => {
    const state = stateWith(kept({ 'q:a': entry(900, 1, [1, true]) }))
    assert.ok(state.record('b', 1, { answer: ['a'], right: true }).seq > 900)
  })
})

describe('writing', () => {
  const many = kept(Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`q:q${index}`, entry(index + 1, 1, [1, true])])))
  const own = { 'browser-tests:q:q0': JSON.stringify(entry(1, 1, [1, false])), 'browser-tests:seq': '1', other: 'x' }

  it('changes nothing where there is no room for all', () => {
    const storage = new FakeStorage({ room: 1200, entries: own })
    const state = new State(COURSE, /** @type {any} */ (storage))
    assert.equal(write(state, many), null)
    assert.deepEqual(Object.fromEntries(storage.entries), own)
    assert.equal(state.saving, true)
  })

  it('can be undone', () => {
    const storage = new FakeStorage({ entries: own })
    const state = new State(COURSE, /** @type {any} */ (storage))
    const before = write(state, many)
    assert.equal(state.entries().size, 9)
    unwrite(state, many, before ?? new Map())
    assert.deepEqual({ ...Object.fromEntries(storage.entries), 'browser-tests:seq': '1' }, own)
  })

  it('can be undone but for what was answered since', () => {
    const state = stateWith(new Map())
    const before = write(state, many)
    state.record('q3', 1, { answer: ['b'], right: false })
    unwrite(state, many, before ?? new Map())
    assert.deepEqual([...state.entries().keys()], ['q3'])
    assert.deepEqual(state.entry('q3')?.last.answer, ['b'])
  })
})
