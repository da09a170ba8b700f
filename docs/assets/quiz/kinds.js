/**
 * What differs between question types: how an answer is read from the form, put back, graded and marked. The key is read from the
 * question's own "Answer and feedback", which stands in the page for readers without JavaScript.
 */

import { follows, isWithin, readNumber, scoreMultiple, scoreOrder, scoreRows, scoreSingle } from './grade.js'
import { shuffled } from './shuffle.js'

/**
 * @typedef {import('./grade.js').Answer} Answer
 * @typedef {{score: number, marks: Record<string, 'right' | 'wrong' | 'missed'>, says: Element[]}} Result
 * `says` lists the elements of the key whose feedback belongs to this very answer.
 * @typedef {{
 *   promote?: (form: HTMLFormElement, say: Say) => void,
 *   shuffle: (form: HTMLFormElement, seed: number) => void,
 *   read: (form: HTMLFormElement) => Answer | null,
 *   lacking: string,
 *   restore: (form: HTMLFormElement, answer: any) => void,
 *   grade: (form: HTMLFormElement, answer: any) => Result,
 * }} Kind
 * @typedef {(name: string, values?: Record<string, string | number>) => string} Say
 */

/** @param {ParentNode} root @param {string} selector @returns {HTMLElement[]} */
export const all = (root, selector) => [...root.querySelectorAll(selector)].map((element) => /** @type {HTMLElement} */ (element))

/** @param {HTMLFormElement} form */
const keyEntries = (form) => all(form, '.key [data-for]')

/** @param {HTMLFormElement} form @param {string} verdict */
const verdictOf = (form, verdict) => all(form, `.key [data-verdict="${verdict}"]`)

/** @param {HTMLElement} list @param {HTMLElement[]} entries */
const arrange = (list, entries) => list.append(...entries)

/** @param {HTMLFormElement} form @param {string} selector @param {number} seed */
function shuffleList(form, selector, seed) {
  const list = /** @type {HTMLElement} */ (form.querySelector(selector))
  if (!list.hasAttribute('data-fixed')) arrange(list, shuffled(/** @type {HTMLElement[]} */ ([...list.children]), seed))
}

/** @param {HTMLFormElement} form @returns {HTMLInputElement[]} */
const inputs = (form) => /** @type {HTMLInputElement[]} */ (all(form, '.options input'))

/** @param {HTMLFormElement} form @param {string[]} chosen @param {number} score @param {boolean} several @returns {Result} */
function choiceResult(form, chosen, score, several) {
  /** @type {Result['marks']} */
  const marks = {}
  const says = keyEntries(form).filter((entry) => {
    const id = /** @type {string} */ (entry.dataset.for)
    const right = 'right' in entry.dataset
    if (chosen.includes(id)) marks[id] = right ? 'right' : 'wrong'
    else if (right && several) marks[id] = 'missed'
    return id in marks
  })
  return { score, marks, says }
}

/** @param {(chosen: string[], right: string[], wrong: string[]) => number} score @param {boolean} several @returns {Kind} */
const choice = (score, several) => ({
  shuffle: (form, seed) => shuffleList(form, '.options', seed),
  read: (form) => {
    const chosen = inputs(form).filter((input) => input.checked).map((input) => input.value)
    return chosen.length ? chosen.sort() : null
  },
  lacking: 'choose-first',
  restore: (form, answer) => inputs(form).forEach((input) => (input.checked = Array.isArray(answer) && answer.includes(input.value))),
  grade: (form, answer) => {
    const entries = keyEntries(form)
    const ids = (/** @type {boolean} */ right) => entries.filter((entry) => 'right' in entry.dataset === right).map((entry) => String(entry.dataset.for))
    return choiceResult(form, answer, score(answer, ids(true), ids(false)), several)
  },
})

/** @type {Kind} */
const numeric = {
  shuffle: () => {},
  read: (form) => {
    const field = numberField(form)
    return readNumber(field.value, unitOf(form)).length ? field.value.trim() : null
  },
  lacking: 'number-first',
  restore: (form, answer) => (numberField(form).value = typeof answer === 'string' ? answer : ''),
  grade: (form, answer) => {
    const hit = all(form, '.key [data-value]').find((entry) => isWithin(answer, unitOf(form), Number(entry.dataset.value), Number(entry.dataset.tolerance)))
    const right = hit !== undefined && 'right' in hit.dataset
    return { score: right ? 1 : 0, marks: {}, says: hit && !right ? [hit] : verdictOf(form, right ? 'right' : 'wrong') }
  },
}

/** @param {HTMLFormElement} form */
const numberField = (form) => /** @type {HTMLInputElement} */ (form.querySelector('.number input'))

/** @param {HTMLFormElement} form */
const unitOf = (form) => form.querySelector('.unit')?.textContent ?? ''

/** @param {HTMLFormElement} form */
const rows = (form) => all(form, '.sort > li, .rows > li')

/** @type {Kind} */
const order = {
  promote: (form, say) => {
    for (const row of rows(form)) {
      const text = row.querySelector('.text')?.textContent ?? ''
      const place = /** @type {HTMLElement} */ (row.querySelector('.place'))
      place.replaceChildren(...['up', 'down'].map((way) => moveButton(way, say(way), text)))
    }
    limitMoves(form)
  },
  shuffle: (form, seed) => {
    const key = keyEntries(form).map((entry) => entry.dataset.for)
    const list = /** @type {HTMLElement} */ (form.querySelector('.sort'))
    let mixed = shuffled(rows(form), seed)
    if (mixed.every((row, index) => row.dataset.option === key[index])) mixed = [...mixed.slice(1), mixed[0]]
    arrange(list, mixed)
    limitMoves(form)
  },
  read: (form) => rows(form).map((row) => /** @type {string} */ (row.dataset.option)),
  lacking: 'choose-all-first',
  restore: (form, answer) => {
    if (!Array.isArray(answer)) return
    const places = new Map(answer.map((id, index) => [id, index]))
    const list = /** @type {HTMLElement} */ (form.querySelector('.sort'))
    arrange(list, rows(form).sort((a, b) => (places.get(a.dataset.option) ?? 99) - (places.get(b.dataset.option) ?? 99)))
    limitMoves(form)
  },
  grade: (form, answer) => {
    const key = keyEntries(form).map((entry) => String(entry.dataset.for))
    const score = scoreOrder(answer, key)
    /** @type {Result['marks']} */
    const marks = Object.fromEntries(key.map((id, place) => [id, follows(answer, id, key[place - 1]) ? 'right' : 'wrong']))
    return { score, marks, says: verdictOf(form, score === 1 ? 'right' : 'wrong') }
  },
}

/** @param {string} way @param {string} label @param {string} text */
function moveButton(way, label, text) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'quiet'
  button.dataset.move = way
  button.textContent = way === 'up' ? '↑' : '↓'
  button.setAttribute('aria-label', `${label}: ${text}`)
  return button
}

/** The ends of a list can go one way only. @param {HTMLFormElement} form */
export function limitMoves(form) {
  const list = rows(form)
  list.forEach((row, index) => {
    for (const button of all(row, '[data-move]')) {
      const stuck = button.dataset.move === 'up' ? index === 0 : index === list.length - 1
      button.setAttribute('aria-disabled', String(stuck))
    }
  })
}

/** Match and classify: a choice for each row. @type {Kind} */
const sorted = {
  shuffle: (form, seed) => shuffleList(form, '.rows', seed),
  read: (form) => {
    const answer = Object.fromEntries(selects(form).map((select) => [select.name, select.value]))
    return Object.values(answer).every(Boolean) ? answer : null
  },
  lacking: 'choose-all-first',
  restore: (form, answer) => {
    for (const select of selects(form)) select.value = answer && typeof answer === 'object' && select.name in answer ? answer[select.name] : ''
  },
  grade: (form, answer) => {
    const entries = keyEntries(form)
    const key = Object.fromEntries(entries.map((entry) => [String(entry.dataset.for), String(entry.dataset.choice)]))
    const score = scoreRows(answer, key)
    /** @type {Result['marks']} */
    const marks = Object.fromEntries(Object.keys(key).map((row) => [row, answer[row] === key[row] ? 'right' : 'wrong']))
    const own = entries.filter((entry) => marks[String(entry.dataset.for)] === 'wrong' && entry.querySelector('.feedback'))
    return { score, marks, says: [...verdictOf(form, score === 1 ? 'right' : 'wrong'), ...own] }
  },
}

/** @param {HTMLFormElement} form */
const selects = (form) => /** @type {HTMLSelectElement[]} */ (all(form, '.rows select'))

/** @type {Record<string, Kind>} */
export const KINDS = {
  single: choice(scoreSingle, false),
  multiple: choice(scoreMultiple, true),
  numeric,
  order,
  match: sorted,
  classify: sorted,
}
