/**
 * Which questions a review asks, and in which order. Pure.
 *
 * Only questions that were answered, of lessons that were begun: what was missed while sure comes first, then other misses, then what
 * has waited longest. A question that a later lesson recalls, because the two are easily confused, is followed by one of that lesson.
 */

import { isDue } from '../quiz/entry.js'
import { hash } from '../quiz/shuffle.js'
import { lessonProgress, lessonsOf } from './progress.js'

/**
 * @typedef {import('./progress.js').Question & {lesson: import('./progress.js').Lesson}} Asked
 * @typedef {import('../quiz/entry.js').Entry} Entry
 */

/**
 * @param {import('./progress.js').Catalogue} catalogue @param {Map<string, Entry>} entries @param {Date} now @param {boolean} [mistakes] only
 * what was missed last, due or not @returns {Asked[]}
 */
export function reviewQueue(catalogue, entries, now, mistakes = false) {
  const wanted = reviewed(catalogue, entries).filter(({ one, entry }) => (mistakes ? !entry.last.right : entry.rev !== one.rev || isDue(entry, now)))
  const ranked = wanted.map(({ one, entry }) => ({ one, rank: rankOf(entry) })).sort((a, b) => (a.rank < b.rank ? -1 : 1))
  return paired(ranked.map(({ one }) => one))
}

/** @param {import('./progress.js').Catalogue} catalogue @param {Map<string, Entry>} entries @returns {string | undefined} the day on which the first question is due */
export const nextDue = (catalogue, entries) => reviewed(catalogue, entries).map(({ entry }) => entry.due).sort()[0]

/** All questions that come back some day: answered, and of a lesson that was begun. @param {import('./progress.js').Catalogue} catalogue @param {Map<string, Entry>} entries */
function reviewed(catalogue, entries) {
  const begun = lessonsOf(catalogue).filter((lesson) => lessonProgress(lesson, (id) => entries.get(id)).begun)
  const asked = begun.flatMap((lesson) => lesson.questions.map((question) => ({ ...question, lesson })))
  return asked.flatMap((one) => {
    const entry = entries.get(one.id)
    return entry ? [{ one, entry }] : []
  })
}

/** @param {Entry} entry what sorts it: confident errors, errors, then by the day it was due and a scatter that keeps lessons apart */
function rankOf({ last, due, seq }) {
  const missed = last.right ? 2 : last.sure === 'sure' ? 0 : 1
  return `${missed} ${due} ${hash(String(seq))}`
}

/** Put behind each question that a later lesson recalls one of that lesson's, where one is asked at all. @param {Asked[]} asked @returns {Asked[]} */
function paired(asked) {
  const recalled = new Set(asked.flatMap((one) => one.lesson.recalls))
  const rest = new Set(asked)
  return asked.flatMap((one) => {
    if (!rest.delete(one)) return []
    const partner = recalled.has(one.id) || one.lesson.recalls.length ? partnerOf(one, rest) : undefined
    return partner && rest.delete(partner) ? [one, partner] : [one]
  })
}

/** @param {Asked} one @param {Set<Asked>} rest */
function partnerOf(one, rest) {
  for (const other of rest) if (other.lesson.recalls.includes(one.id) || one.lesson.recalls.includes(other.id)) return other
}
