/**
 * How far a reader has come. Pure: the catalogue and what is remembered in, standings out.
 *
 * A question counts when it was right at first try, or, once missed, right in review on a later day. An objective is secure when three of its
 * questions count on at least two days, nearly so when two count. A changed question counts only in its present revision.
 */

import { dayOf } from '../quiz/entry.js'

/**
 * @typedef {{id: string, rev: number, use: 'practice' | 'test', objective: string, level: string, section: string}} Question
 * @typedef {{id: string, title: string, url: string, minutes: number, fragment: string, objectives: Record<string, string>, sections: Record<string, string>, questions: Question[], recalls: string[]}} Lesson
 * @typedef {{id: string, title: string, lessons: Lesson[]}} Part
 * @typedef {{id: string, title: string, from: string, draw: number, use: 'practice' | 'test', until?: string, pass?: number}} Test
 * @typedef {{v: number, words: Record<string, string>, course: string, parts: Part[], tests: Test[]}} Catalogue
 * @typedef {import('../quiz/entry.js').Entry} Entry
 * @typedef {(question: string) => Entry | null | undefined} Recall
 * @typedef {'not-yet' | 'nearly' | 'secure'} Standing
 * @typedef {{id: string, aim: string, standing: Standing, counted: number, answered: number, of: number, weak: Question[]}} ObjectiveProgress
 * `weak` lists the questions that were answered and do not count.
 * @typedef {{lesson: Lesson, begun: boolean, standing: Standing, answered: number, practice: number, objectives: ObjectiveProgress[]}} LessonProgress
 */

const [ITEMS, DAYS] = [3, 2]

/** The day on which an answer came to count, or null. @param {Entry | null | undefined} entry @param {number} rev @returns {string | null} */
export function countedOn(entry, rev) {
  if (!entry || entry.rev !== rev) return null
  if (entry.first.right) return dayOf(new Date(entry.first.at))
  return entry.last.right && entry.box > 0 ? dayOf(new Date(entry.last.at)) : null
}

/** @param {string[]} days the day of each question that counts @returns {Standing} */
export function standingOf(days) {
  if (days.length >= ITEMS && new Set(days).size >= DAYS) return 'secure'
  return days.length >= ITEMS - 1 ? 'nearly' : 'not-yet'
}

/** @param {Lesson} lesson @param {Recall} recall @returns {LessonProgress} */
export function lessonProgress(lesson, recall) {
  const objectives = Object.entries(lesson.objectives).map(([id, aim]) => objectiveProgress(id, aim, lesson.questions.filter((q) => q.objective === id), recall))
  const practice = lesson.questions.filter((q) => q.use === 'practice')
  const answered = practice.filter((q) => recall(q.id)?.rev === q.rev).length
  const begun = practice.some((q) => recall(q.id))
  return { lesson, begun, standing: lowest(objectives.map((one) => one.standing)), answered, practice: practice.length, objectives }
}

/** @param {string} id @param {string} aim @param {Question[]} questions @param {Recall} recall @returns {ObjectiveProgress} */
function objectiveProgress(id, aim, questions, recall) {
  const answered = questions.filter((q) => recall(q.id)?.rev === q.rev)
  const weak = answered.filter((q) => countedOn(recall(q.id), q.rev) === null)
  const days = answered.map((q) => countedOn(recall(q.id), q.rev)).filter((day) => day !== null)
  return { id, aim, standing: standingOf(days), counted: days.length, answered: answered.length, of: questions.length, weak }
}

/** A lesson is as secure as its weakest objective. @param {Standing[]} standings @returns {Standing} */
function lowest(standings) {
  if (!standings.length || standings.includes('not-yet')) return 'not-yet'
  return standings.includes('nearly') ? 'nearly' : 'secure'
}

/** @param {Catalogue} catalogue @returns {Lesson[]} */
export const lessonsOf = (catalogue) => catalogue.parts.flatMap((part) => part.lessons)
