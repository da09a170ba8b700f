/** What a reader has secured, what a review asks, and how well certainty fits. */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { answered } from '../../docs/assets/quiz/entry.js'
import { calibration, verdict } from '../../docs/assets/study/calibration.js'
import { countedOn, lessonProgress, standingOf } from '../../docs/assets/study/progress.js'
import { nextDue, reviewQueue } from '../../docs/assets/study/queue.js'

/** @typedef {import('../../docs/assets/quiz/entry.js').Entry} Entry @typedef {import('../../docs/assets/quiz/entry.js').Certainty} Certainty */

/** Noon of a day of November 2026. @param {number} date */
const day = (date) => new Date(2026, 10, date, 12)
let seq = 0

/** @param {...[number, boolean, Certainty?]} tries day, right, how sure @returns {Entry} */
const kept = (...tries) =>
  /** @type {Entry} */ (tries.reduce((entry, [date, right, sure]) => answered(entry, 1, { answer: ['a'], right, ...(sure && { sure }) }, ++seq, day(date)), /** @type {Entry | null} */ (null)))

/** @param {string} id @param {string} objective @param {'practice' | 'test'} [use] */
const question = (id, objective, use = 'practice') => ({ id, rev: 1, use, objective, level: 'apply', section: 'one' })

/** @param {string} id @param {ReturnType<typeof question>[]} questions @param {string[]} [recalls] */
const lesson = (id, questions, recalls = []) => ({
  id, title: id, url: `${id}/`, minutes: 10, fragment: `questions/${id}/`, sections: { one: 'One' }, questions, recalls,
  objectives: Object.fromEntries(questions.map((one) => [one.objective, one.objective])),
})

const first = lesson('part/first', [question('a1', 'a'), question('a2', 'a'), question('a3', 'a', 'test'), question('b1', 'b'), question('b2', 'b'), question('b3', 'b', 'test')])
const second = lesson('part/second', [question('c1', 'c'), question('c2', 'c')], ['a1'])
const course = { v: 1, course: 'course', words: {}, parts: [{ id: 'part', title: 'Part', lessons: [first, second] }], tests: [] }

describe('a question counts', () => {
  for (const [name, entry, on] of /** @type {[string, Entry | null, string | null][]} */ ([
    ['when right at first try', kept([1, true]), '2026-11-01'],
    ['even if missed later', kept([1, true], [5, false]), '2026-11-01'],
    ['not when missed', kept([1, false]), null],
    ['not when put right on the same day', kept([1, false], [1, true]), null],
    ['when put right on a later day', kept([1, false], [3, true]), '2026-11-03'],
    ['not when never answered', null, null],
  ])) it(name, () => assert.equal(countedOn(entry, 1), on))

  it('in its present revision only', () => assert.equal(countedOn(kept([1, true]), 2), null))
})

describe('an objective', () => {
  for (const [days, standing] of /** @type {[string[], string][]} */ ([
    [[], 'not-yet'], [['1'], 'not-yet'], [['1', '2'], 'nearly'], [['1', '1', '1'], 'nearly'], [['1', '1', '2'], 'secure'], [['1', '2', '3', '4'], 'secure'],
  ])) it(`with questions that count on days ${days.join(', ') || 'none'} is ${standing}`, () => assert.equal(standingOf(days), standing))
})

describe('a lesson', () => {
  it('is as secure as its weakest objective', () => {
    const entries = new Map(Object.entries({ a1: kept([1, true]), a2: kept([2, true]), a3: kept([2, true]), b1: kept([1, true]), b2: kept([2, true]) }))
    const progress = lessonProgress(first, (id) => entries.get(id))
    assert.deepEqual(progress.objectives.map((one) => one.standing), ['secure', 'nearly'])
    assert.deepEqual([progress.standing, progress.begun, progress.answered, progress.practice], ['nearly', true, 4, 4])
  })

  it('names what was missed', () => {
    const entries = new Map(Object.entries({ a1: kept([1, false]), a2: kept([1, true]) }))
    assert.deepEqual(lessonProgress(first, (id) => entries.get(id)).objectives[0].weak.map((one) => one.id), ['a1'])
  })

  it('stays begun when its questions change, though none of them is answered any more', () => {
    const entries = new Map(Object.entries({ a1: { ...kept([1, true]), rev: 7 } }))
    const progress = lessonProgress(first, (id) => entries.get(id))
    assert.deepEqual([progress.begun, progress.answered, progress.standing], [true, 0, 'not-yet'])
  })

  it('is not begun by its held-back questions', () => {
    const entries = new Map(Object.entries({ a3: kept([1, true]) }))
    assert.equal(lessonProgress(first, (id) => entries.get(id)).begun, false)
  })
})

describe('a review', () => {
  /** @param {Record<string, Entry>} entries @param {number} date @param {boolean} [mistakes] */
  const ids = (entries, date, mistakes) => reviewQueue(course, new Map(Object.entries(entries)), day(date), mistakes).map((one) => one.id)

  it('asks what is due, and nothing that was never answered', () => assert.deepEqual(ids({ b1: kept([1, true]), b2: kept([2, true]) }, 2), ['b1']))

  it('leaves out a lesson that is not begun', () => assert.deepEqual(ids({ a3: kept([1, false]) }, 5), []))

  it('asks what was missed while sure first, then other misses, then the rest', () => {
    assert.deepEqual(ids({ b1: kept([1, true]), b2: kept([1, false, 'guess']), a2: kept([1, false, 'sure']) }, 5), ['a2', 'b2', 'b1'])
  })

  it('asks what has waited longest before what came later', () => assert.deepEqual(ids({ b1: kept([3, true]), b2: kept([1, true]), a2: kept([2, true]) }, 9), ['b2', 'a2', 'b1']))

  it('puts a question beside one of the lesson that recalls it', () => {
    assert.deepEqual(ids({ a1: kept([1, true]), b1: kept([2, true]), c1: kept([3, true]) }, 9), ['a1', 'c1', 'b1'])
  })

  it('of mistakes alone asks them whether due or not', () => assert.deepEqual(ids({ a1: kept([1, true]), b1: kept([5, false]) }, 5, true), ['b1']))

  it('names the next day from what it will ask, not from questions that are gone', () => {
    const entries = new Map(Object.entries({ a1: kept([5, true]), b1: kept([3, true]), gone: kept([1, true]), c1: kept([1, true]) }))
    assert.equal(nextDue({ ...course, parts: [{ ...course.parts[0], lessons: [first] }] }, entries), '2026-11-04')
    assert.equal(nextDue(course, new Map()), undefined)
  })

  it('asks a changed question anew, at once', () => assert.deepEqual(ids({ a1: { ...kept([5, true]), rev: 7 }, b1: kept([5, true]) }, 5), ['a1']))
})

it('certainty is counted by first and last try, answers without it not at all', () => {
  const rows = calibration([kept([1, true, 'sure']), kept([1, false, 'sure'], [2, true, 'fairly']), kept([1, true])])
  assert.deepEqual(rows.map((row) => [row.sure, row.right, row.of]), [['sure', 1, 2], ['fairly', 1, 1], ['guess', 0, 0]])
})

describe('certainty', () => {
  /** @param {[number, number]} sure right, of @param {[number, number]} [guess] */
  const judged = (sure, guess = [0, 0]) => verdict([{ sure: 'sure', right: sure[0], of: sure[1] }, { sure: 'fairly', right: 0, of: 40 }, { sure: 'guess', right: guess[0], of: guess[1] }])
  for (const [name, said, is] of /** @type {[string, string | null, string | null][]} */ ([
    ['that is often wrong when sure is too high', judged([7, 10]), 'overconfident'],
    ['whose guesses are mostly right is too low', judged([10, 10], [7, 10]), 'underconfident'],
    ['that is mostly right when sure fits', judged([8, 10], [5, 10]), 'well-calibrated'],
    ['is not judged by four answers', judged([0, 4], [4, 4]), null],
    ['that was never called sure is not praised', judged([0, 0], [1, 9]), null],
  ])) it(name, () => assert.equal(said, is))
})
