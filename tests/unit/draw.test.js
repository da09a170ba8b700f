/** Which questions a test draws, and what is made of its result. */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { byLesson, draw, passed, poolOf, sittingOf, total } from '../../docs/assets/study/draw.js'

/** @typedef {import('../../docs/assets/study/draw.js').Sitting} Sitting @typedef {'practice' | 'test'} Use */

/** A lesson with held-back questions of the given levels, and one to practise. @param {string} id @param {string[]} levels */
const lesson = (id, levels) => ({
  id, title: id, url: `${id}/`, minutes: 10, fragment: `questions/${id}/`, objectives: {}, sections: {}, recalls: [],
  questions: [...levels, 'apply'].map((level, index) => ({
    id: `${id.replace('/', '-')}-${index}`, rev: 1, use: /** @type {Use} */ (index < levels.length ? 'test' : 'practice'), objective: 'x', level, section: 's',
  })),
})

const MIXED = ['remember', 'remember', 'understand', 'apply']
const one = { id: 'one', title: 'One', lessons: [lesson('one/a', MIXED), lesson('one/b', MIXED), lesson('one/c', MIXED)] }
const two = { id: 'two', title: 'Two', lessons: [lesson('two/d', MIXED)] }
const course = { v: 1, course: 'course', words: {}, parts: [one, two], tests: [] }

/** @param {Partial<import('../../docs/assets/study/progress.js').Test>} [how] */
const test = (how) => ({ id: 'one/test', title: 'Test', from: 'one', draw: 6, use: /** @type {Use} */ ('test'), ...how })

/** @param {{id: string}[]} questions */
const ids = (questions) => questions.map(({ id }) => id)
const unseen = () => false
const pool = poolOf(course, test())
const SEEDS = Array.from({ length: 40 }, (_, index) => 1 + index * 7919)

describe('the pool of a test', () => {
  for (const [name, how, lessons] of /** @type {[string, object, string[]]} */ ([
    ['is the held-back questions of its part', {}, ['one/a', 'one/b', 'one/c']],
    ['reaches to the last lesson that it covers', { until: 'one/b' }, ['one/a', 'one/b']],
    ['of the whole course is all of them', { from: 'course' }, ['one/a', 'one/b', 'one/c', 'two/d']],
  ])) {
    it(name, () => {
      const found = poolOf(course, test(how))
      assert.deepEqual([...new Set(found.map((asked) => asked.lesson.id))], lessons)
      assert.ok(found.every((asked) => asked.use === 'test'))
    })
  }

  it('of a look-ahead is what is practised', () => assert.deepEqual(ids(poolOf(course, test({ from: 'course', use: 'practice' }))), ['one-a-4', 'one-b-4', 'one-c-4', 'two-d-4']))
})

describe('a draw', () => {
  it('is the same for the same seed, and another for another', () => {
    for (const seed of SEEDS) assert.deepEqual(draw(pool, 6, unseen, seed), draw(pool, 6, unseen, seed))
    assert.ok(new Set(SEEDS.map((seed) => ids(draw(pool, 6, unseen, seed)).join())).size > 10)
  })

  it('holds as many as asked for, none twice, in the order of the lessons', () => {
    for (const seed of SEEDS) {
      const drawn = ids(draw(pool, 7, unseen, seed))
      assert.equal(new Set(drawn).size, 7)
      assert.deepEqual(drawn, ids(pool).filter((id) => drawn.includes(id)))
    }
  })

  it('gives each lesson its share', () => {
    for (const count of [3, 6, 9]) {
      for (const seed of SEEDS) {
        const drawn = draw(pool, count, unseen, seed)
        for (const { id } of one.lessons) assert.equal(drawn.filter((asked) => asked.lesson.id === id).length, count / 3, `${count} by seed ${seed}`)
      }
    }
  })

  it('takes at least half at apply or above', () => {
    for (const seed of SEEDS) assert.ok(draw(pool, 6, unseen, seed).filter(({ level }) => level === 'apply').length >= 3)
  })

  it('takes all there is at apply or above where that is less than half', () => {
    for (const seed of SEEDS) assert.equal(draw(pool, 9, unseen, seed).filter(({ level }) => level === 'apply').length, 3)
  })

  it('takes what was not seen before', () => {
    const higher = pool.map((asked) => ({ ...asked, level: 'analyse' }))
    for (const seed of SEEDS) {
      const first = ids(draw(higher, 6, unseen, seed))
      assert.deepEqual(ids(draw(higher, 6, (id) => first.includes(id), seed + 1)), ids(pool).filter((id) => !first.includes(id)))
    }
  })

  it('takes a seen one for its half at apply only where no unseen one is left', () => {
    for (const seed of SEEDS) {
      const drawn = draw(pool, 6, (id) => id === 'one-a-3', seed)
      assert.deepEqual(drawn.filter(({ level }) => level === 'apply').length, 3)
      assert.deepEqual(ids(draw(pool, 4, (id) => id === 'one-a-3', seed)).includes('one-a-3'), false)
    }
  })

  it('takes what was seen where nothing else is left, and no more than there is', () => {
    assert.equal(draw(pool, 6, () => true, 1).length, 6)
    assert.deepEqual(ids(draw(pool, 99, unseen, 1)), ids(pool))
    assert.deepEqual(draw([], 6, unseen, 1), [])
  })
})

/** @param {Record<string, number>} scores @param {object} [more] @returns {Sitting} */
const sitting = (scores, more) => ({
  v: 1, test: 'one/test', began: '2026-11-01T10:00:00Z', seq: 3, handedIn: '2026-11-01T11:00:00Z', scores,
  questions: Object.keys(scores).map((id) => ({ id, rev: 1, lesson: id.replace(/-\d$/, '').replace('-', '/') })), ...more,
})

describe('a result', () => {
  it('counts only what is wholly right', () => assert.deepEqual(total(sitting({ 'one-a-0': 1, 'one-a-1': 0.5, 'one-b-0': 0 })), { right: 1, of: 3 }))

  it('by lesson names what was missed, in the order of the course', () => {
    const found = byLesson(course, sitting({ 'one-b-0': 0, 'one-a-0': 1, 'one-a-1': 0.99 }))
    assert.deepEqual(found.map(({ lesson, count, missed }) => [lesson.id, count.right, count.of, ids(missed)]), [['one/a', 1, 2, ['one-a-1']], ['one/b', 0, 1, ['one-b-0']]])
  })

  it('stays when a question is retired after handing in', () => {
    const [counted] = byLesson(course, sitting({ 'one-a-8': 0, 'one-a-0': 1 }))
    assert.deepEqual([counted.count, counted.missed], [{ right: 1, of: 2 }, []])
  })

  it('leaves out what was gone when it was handed in', () => {
    const handed = sitting({ 'one-a-0': 1 })
    handed.questions.push({ id: 'one-b-0', rev: 1, lesson: 'one/b' })
    assert.deepEqual([total(handed), byLesson(course, handed).length], [{ right: 1, of: 1 }, 1])
  })

  for (const [name, scores, pass, is] of /** @type {[string, Record<string, number>, number, boolean][]} */ ([
    ['passes with enough right', { 'one-a-0': 1, 'one-a-1': 1, 'two-d-0': 1, 'two-d-1': 0 }, 3, true],
    ['fails with one too few', { 'one-a-0': 1, 'one-a-1': 1, 'two-d-0': 0, 'two-d-1': 1 }, 4, false],
    ['fails with less than half right in a part', { 'one-a-0': 1, 'one-a-1': 1, 'one-b-0': 1, 'two-d-0': 0 }, 3, false],
    ['passes with just half right in a part', { 'one-a-0': 1, 'one-a-1': 1, 'two-d-0': 0, 'two-d-1': 1 }, 3, true],
    ['does not pass on shares of points', { 'one-a-0': 1, 'one-a-1': 0.9, 'two-d-0': 1 }, 3, false],
  ])) it(name, () => assert.equal(passed(course, test({ from: 'course', pass }), sitting(scores)), is))
})

describe('a sitting that is kept', () => {
  const open = sitting({}, { handedIn: undefined, scores: undefined, questions: [{ id: 'a', rev: 1, lesson: 'one/a' }] })

  it('is read back, open or handed in', () => {
    for (const kept of [open, sitting({ 'one-a-0': 0.5 })].map((value) => JSON.parse(JSON.stringify(value)))) assert.deepEqual(sittingOf(kept), kept)
  })

  for (const value of [null, 7, 'x', [], {}, { ...open, v: 2 }, { ...open, questions: null }, { ...open, questions: [null] }, { ...open, began: 'then' }]) {
    it(`${JSON.stringify(value)} is none`, () => assert.equal(sittingOf(value), null))
  }
})
