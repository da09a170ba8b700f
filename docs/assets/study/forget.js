/** Takes what is kept away, and gives it back. What was taken away last lies aside in one entry. Pure, but for the state that is handed in. */

import { isMoment } from '../quiz/entry.js'

/** @typedef {import('../quiz/state.js').State} State @typedef {{at: string, texts: Record<string, string>}} Taken */

const UNDO = 'undo'

/** @param {State} state @returns {string[]} the names of all that a reader did */
export const everything = (state) => state.names('').filter((name) => /^([qta]:|set:(known|place|marks)$)/.test(name))

/** @param {State} state @param {import('./progress.js').Lesson} lesson @returns {string[]} the names of a lesson's answers */
export const ofLesson = (state, lesson) => lesson.questions.map((question) => `q:${question.id}`).filter((name) => state.text(name) !== null)

/** @param {State} state @param {string[]} names @param {Date} now @returns {number} how many entries were taken away */
export function takeAway(state, names, now) {
  const kept = names.map((name) => /** @type {const} */ ([name, state.text(name)])).filter(([, text]) => text !== null)
  for (const [name] of kept) state.remove(name)
  state.put(UNDO, { at: now.toISOString(), texts: Object.fromEntries(kept) })
  return kept.length
}

/** @param {State} state @returns {Taken | null} what was taken away last */
export const taken = (state) => state.get(UNDO, (value) => (isMoment(value?.at) && isTexts(value.texts) ? value : null))

/** @param {any} texts */
const isTexts = (texts) => typeof texts === 'object' && texts !== null && Object.values(texts).every((text) => typeof text === 'string')

/** Give back what was taken away; what was answered since stays. @param {State} state */
export function giveBack(state) {
  const texts = Object.entries(taken(state)?.texts ?? {})
  state.remove(UNDO)
  for (const [name, text] of texts) if (state.text(name) === null) state.put(name, text, true)
}
