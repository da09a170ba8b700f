/**
 * Draws a test and counts what was handed in. Pure.
 *
 * A sitting takes what this reader has not seen before, lesson by lesson in turn, so that each lesson has its share; at least half of it at
 * apply or above, as far as the bank allows. The same seed draws the same questions.
 */

import { isCount, isMoment } from '../quiz/entry.js'
import { hash, shuffled } from '../quiz/shuffle.js'
import { lessonsOf } from './progress.js'

/**
 * @typedef {import('./queue.js').Asked} Asked
 * @typedef {import('./progress.js').Catalogue} Catalogue
 * @typedef {{id: string, rev: number, lesson: string}} Drawn
 * @typedef {{v: 1, test: string, began: string, questions: Drawn[], handedIn?: string, scores?: Record<string, number>, seq: number}} Sitting
 * `scores` runs from 0 to 1 by question; a question without one was gone when the test was handed in.
 * @typedef {{right: number, of: number}} Count
 */

const HIGHER = ['apply', 'analyse', 'evaluate']

/** @param {Asked} one */
const isHigher = ({ level }) => HIGHER.includes(level)

/** @param {Catalogue} catalogue @param {import('./progress.js').Test} test @returns {Asked[]} what a test can draw */
export function poolOf(catalogue, test) {
  const parts = catalogue.parts.filter((part) => test.from === 'course' || part.id === test.from)
  const lessons = lessonsOf({ ...catalogue, parts })
  const last = lessons.findIndex((lesson) => lesson.id === test.until)
  const covered = last < 0 ? lessons : lessons.slice(0, last + 1)
  return covered.flatMap((lesson) => lesson.questions.filter((q) => q.use === test.use).map((q) => ({ ...q, lesson })))
}

/** @param {Asked[]} pool @param {number} count @param {(id: string) => boolean} seen @param {number} seed @returns {Asked[]} in the order of the lessons */
export function draw(pool, count, seen, seed) {
  const turns = inTurn(pool, seen, seed)
  const drawn = new Set(turns.slice(0, count))
  const spare = turns.slice(count).filter(isHigher)
  while (spare.length && [...drawn].filter(isHigher).length < count / 2) exchange(drawn, spare, seen)
  return pool.filter((one) => drawn.has(one))
}

/**
 * Give up the lower question that was drawn last, for a higher one of its own lesson where there is one, unseen if any is.
 * @param {Set<Asked>} drawn @param {Asked[]} spare @param {(id: string) => boolean} seen
 */
function exchange(drawn, spare, seen) {
  const unseen = spare.filter((one) => !seen(one.id))
  const higher = unseen.length ? unseen : spare
  const lower = [...drawn].reverse().filter((one) => !isHigher(one))
  const own = lower.find((one) => higher.some((other) => other.lesson === one.lesson))
  const taken = higher.find((other) => other.lesson === own?.lesson) ?? higher[0]
  drawn.delete(own ?? lower[0])
  drawn.add(taken)
  spare.splice(spare.indexOf(taken), 1)
}

/** One question of each lesson, then a second of each, and so on; unseen ones before seen ones. @param {Asked[]} pool @param {(id: string) => boolean} seen @param {number} seed */
function inTurn(pool, seen, seed) {
  const lessons = shuffled([...new Set(pool.map((one) => one.lesson.id))], seed)
  const piles = lessons.map((id) => {
    const own = shuffled(pool.filter((one) => one.lesson.id === id), hash(`${seed}/${id}`))
    return [...own.filter((one) => !seen(one.id)), ...own.filter((one) => seen(one.id))]
  })
  const turns = piles.flatMap((pile) => pile.map((one, turn) => ({ one, turn: turn + (seen(one.id) ? pool.length : 0) })))
  return turns.sort((a, b) => a.turn - b.turn).map(({ one }) => one)
}

/**
 * @param {Catalogue} catalogue @param {Sitting} sitting
 * @returns {{lesson: import('./progress.js').Lesson, count: Count, missed: import('./progress.js').Question[]}[]} by lesson; `missed` leaves out what is gone
 */
export function byLesson(catalogue, { questions, scores = {} }) {
  const scored = questions.filter(({ id }) => Object.hasOwn(scores, id))
  return lessonsOf(catalogue).flatMap((lesson) => {
    const own = scored.filter((one) => one.lesson === lesson.id)
    const wrong = new Set(own.filter(({ id }) => scores[id] !== 1).map(({ id }) => id))
    const missed = lesson.questions.filter(({ id }) => wrong.has(id))
    return own.length ? [{ lesson, count: { right: own.length - wrong.size, of: own.length }, missed }] : []
  })
}

/** @param {Sitting} sitting @returns {Count} */
export function total({ scores = {} }) {
  const all = Object.values(scores)
  return { right: all.filter((score) => score === 1).length, of: all.length }
}

/**
 * Whether a test is passed: enough right in all, and at least half in each part.
 * @param {Catalogue} catalogue @param {import('./progress.js').Test} test @param {Sitting} sitting
 */
export function passed(catalogue, test, sitting) {
  const lessons = byLesson(catalogue, sitting)
  const halves = catalogue.parts.every((part) => {
    const own = lessons.filter(({ lesson }) => part.lessons.includes(lesson))
    const sum = (/** @type {'right' | 'of'} */ field) => own.reduce((all, { count }) => all + count[field], 0)
    return sum('right') >= sum('of') / 2
  })
  return halves && total(sitting).right >= (test.pass ?? 0)
}

/** @param {any} value what was kept @returns {Sitting | null} */
export function sittingOf(value) {
  const sound = value?.v === 1 && typeof value.test === 'string' && isMoment(value.began) && isCount(value.seq) && Array.isArray(value.questions) && value.questions.every(isDrawn)
  if (!sound || (value.handedIn === undefined) !== (value.scores === undefined)) return null
  return value.scores === undefined || (isMoment(value.handedIn) && isScores(value.scores, value.questions)) ? value : null
}

/** @param {any} one */
const isDrawn = (one) => typeof one?.id === 'string' && typeof one.lesson === 'string' && isCount(one.rev)

/** @param {any} scores @param {Drawn[]} questions */
const isScores = (scores, questions) =>
  typeof scores === 'object' && scores !== null && Object.entries(scores).every(([id, score]) => score >= 0 && score <= 1 && questions.some((one) => one.id === id))
