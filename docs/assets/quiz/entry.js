/**
 * What is remembered of one question, and when it is due again. Pure: no page, no storage, no clock of its own.
 * A question waits 1, 3, 7 and then 21 days; a wrong answer sends it back to the beginning, a right one counts once the question is due.
 */

import { isAnswer } from './grade.js'

export const DAYS = [1, 3, 7, 21]
/** @type {Certainty[]} */
export const CERTAINTIES = ['sure', 'fairly', 'guess']
const VERSION = 2
const DAY = 864e5
const MOST = 1e12 // a clock that a damaged entry puts further ahead could not go on

/**
 * @typedef {'sure' | 'fairly' | 'guess'} Certainty
 * @typedef {{answer: import('./grade.js').Answer, right: boolean, sure?: Certainty, at: string}} Attempt `at` is a moment in UTC
 * @typedef {{rev: number, first: Attempt, last: Attempt, tries: number}} Past what was answered to an earlier revision
 * @typedef {{v: number, rev: number, first: Attempt, last: Attempt, tries: number, box: number, due: string, seq: number, past?: Past[]}} Entry
 * `box` counts right answers on days when the question was due, at most 3; `due` is a day of the reader's own, as 2026-11-21.
 */

/**
 * @param {Entry | null} before @param {number} rev @param {Omit<Attempt, 'at'>} attempt @param {number} seq @param {Date} now
 * @returns {Entry} what is remembered after an attempt; tries at an earlier revision are kept as past
 */
export function answered(before, rev, attempt, seq, now) {
  const last = { ...attempt, at: now.toISOString() }
  const same = before?.rev === rev ? before : null
  const past = same ? same.past : before ? [...(before.past ?? []), pastOf(before)] : undefined
  const wait = waiting(same, attempt.right, now)
  return { v: VERSION, rev, first: same?.first ?? last, last, tries: (same?.tries ?? 0) + 1, ...wait, seq, ...(past && { past }) }
}

/** @param {Entry} entry @returns {Past} */
const pastOf = ({ rev, first, last, tries }) => ({ rev, first, last, tries })

/** @param {Entry | null} before @param {boolean} right @param {Date} now @returns {{box: number, due: string}} */
function waiting(before, right, now) {
  if (!before || !right) return { box: 0, due: dayOf(now, DAYS[0]) }
  if (!isDue(before, now)) return { box: before.box, due: before.due }
  const box = Math.min(before.box + 1, DAYS.length - 1)
  return { box, due: dayOf(now, DAYS[box]) }
}

/** An answer that claims to be of tomorrow was given under a wrong clock: its question is due at once. @param {Entry} entry @param {Date} now */
export const isDue = (entry, now) => entry.due <= dayOf(now) || Date.parse(entry.last.at) > now.getTime() + DAY

/** @param {Date} moment @param {number} [after] days @returns {string} a day in the reader's own time zone */
export function dayOf(moment, after = 0) {
  const day = new Date(moment.getFullYear(), moment.getMonth(), moment.getDate() + after, 12)
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}

/** @param {any} value what was kept @returns {Entry | null} the entry in its present form, or null where it is none */
export function entryOf(value) {
  const sound = isTries(value) && isCount(value.seq) && (value.past === undefined || (Array.isArray(value.past) && value.past.every(isTries)))
  if (!sound) return null
  if (value.v === 1) return { ...value, v: VERSION, box: 0, due: dayOf(new Date(value.last.at), DAYS[0]) }
  return value.v === VERSION && Number.isInteger(value.box) && value.box in DAYS && isDay(value.due) ? value : null
}

/** @param {any} value */
const isTries = (value) => isCount(value?.rev) && isCount(value.tries) && isAttempt(value.first) && isAttempt(value.last)

/** @param {any} number */
export const isCount = (number) => Number.isInteger(number) && number > 0 && number < MOST

/** @param {any} moment */
export const isMoment = (moment) => typeof moment === 'string' && !Number.isNaN(Date.parse(moment))

/** @param {any} day */
const isDay = (day) => /^\d{4}-\d\d-\d\d$/.test(day) && isMoment(day)

/** @param {any} attempt */
const isAttempt = (attempt) =>
  typeof attempt?.right === 'boolean' && isMoment(attempt.at) && isAnswer(attempt.answer) && [undefined, ...CERTAINTIES].includes(attempt.sure)
