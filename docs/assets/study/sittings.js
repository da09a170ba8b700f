/** Keeps the sittings of a test: each by its number, and each answer by itself, so that two tabs cannot overwrite each other's. */

import { isAnswer } from '../quiz/grade.js'
import { hash } from '../quiz/shuffle.js'
import { state } from './course.js'
import { draw, poolOf, sittingOf } from './draw.js'

/** @typedef {import('./draw.js').Sitting} Sitting @typedef {import('../quiz/grade.js').Answer} Answer @typedef {{name: string, sitting: Sitting}} Kept */

/** @param {string} test @returns {Kept[]} all sittings of a test, oldest first */
export function sittingsOf(test) {
  const found = state.names(`t:${test}:`).map((name) => ({ name: name.slice(2), sitting: state.get(name, sittingOf) }))
  return /** @type {Kept[]} */ (found.filter(({ sitting }) => sitting)).sort((a, b) => a.sitting.seq - b.sitting.seq)
}

/**
 * @param {import('./progress.js').Catalogue} catalogue @param {import('./progress.js').Test} test
 * @returns {Kept} a new sitting, drawn and kept; where one was begun already, in another tab perhaps, that one
 */
export function begin(catalogue, test) {
  const before = sittingsOf(test.id)
  const open = before.find(({ sitting }) => !sitting.handedIn)
  if (open) return open
  const sat = new Set(before.flatMap(({ sitting }) => sitting.questions.map((q) => q.id)))
  const seen = (/** @type {string} */ id) => sat.has(id) || state.entry(id) !== null
  const name = `${test.id}:${Date.now().toString(36)}` // by its moment, so that sittings of two devices can lie side by side
  const questions = draw(poolOf(catalogue, test), test.draw, seen, hash(`${state.seed()}/${name}`)).map(({ id, rev, lesson }) => ({ id, rev, lesson: lesson.id }))
  const kept = { name, sitting: /** @type {Sitting} */ ({ v: 1, test: test.id, began: new Date().toISOString(), questions, seq: state.tick() }) }
  state.put(`t:${kept.name}`, kept.sitting)
  return kept
}

/** The sitting as it is kept now, since another tab may have handed it in. @param {Kept} kept @returns {Kept} */
export const current = ({ name, sitting }) => ({ name, sitting: state.get(`t:${name}`, sittingOf) ?? sitting })

/** @param {Kept} kept @param {string} question @returns {Answer | null} */
export const answerOf = ({ name }, question) => state.get(`a:${name}:${question}`, (value) => (isAnswer(value) ? value : null))

/** @param {Kept} kept @param {string} question @param {Answer | null} answer null takes an answer back */
export const keepAnswer = ({ name }, question, answer) => (answer === null ? state.remove(`a:${name}:${question}`) : state.put(`a:${name}:${question}`, answer))

/** @param {Kept} kept @param {Record<string, number>} scores @returns {Kept} */
export function handIn({ name, sitting }, scores) {
  const closed = { ...sitting, handedIn: new Date().toISOString(), scores, seq: state.tick() }
  state.put(`t:${name}`, closed)
  return { name, sitting: closed }
}
