/** A round of review: due questions one at a time, certainty asked first, until the round or the queue is over. */

import { quiz } from '../quiz/quiz.js'
import { CERTAINTIES } from '../quiz/entry.js'
import { ENOUGH, calibration, verdict } from './calibration.js'
import { catalogue, element, locale, root, state, wordsOf } from './course.js'
import { formOf } from './fragments.js'
import { nextDue, reviewQueue } from './queue.js'

/**
 * @typedef {import('./queue.js').Asked} Asked
 * @typedef {{queue: Asked[], at: number, began: number, right: number, mistakes: boolean}} Round
 */

const MINUTES = 5
const box = /** @type {HTMLElement} */ (document.querySelector('[data-tool=review]'))
const say = wordsOf(box)
const names = JSON.parse(box.dataset.words ?? '{}').certainty

/** What there is to do, and what was found so far. */
async function offer() {
  const course = await catalogue()
  const entries = state.entries()
  const [due, missed] = [false, true].map((mistakes) => reviewQueue(course, entries, new Date(), mistakes))
  const day = due.length ? undefined : nextDue(course, entries)
  const next = day ? [element('p', {}, say('next', { day: dayName(day) }))] : []
  const buttons = [start(due, false, 'begin'), start(missed, true, 'mistakes')].filter((button) => button !== null)
  box.replaceChildren(element('p', { class: 'totals' }, tally(due.length, day !== undefined)), ...next, element('p', { class: 'choices' }, ...buttons), ...calibrated(entries))
}

/** @param {number} due @param {boolean} known */
const tally = (due, known) => (due === 1 ? say('due-one') : due ? say('due', { count: due }) : known ? say('none-due') : say('none-begun'))

/** @param {string} day */
const dayName = (day) => new Date(`${day}T12:00`).toLocaleDateString(locale, { weekday: 'long', day: 'numeric', month: 'long' })

/** @param {Asked[]} queue @param {boolean} mistakes @param {string} word @returns {HTMLButtonElement | null} */
function start(queue, mistakes, word) {
  if (!queue.length) return null
  const button = element('button', { type: 'button', ...(mistakes && { class: 'quiet' }) }, say(word, { count: queue.length }))
  button.addEventListener('click', () => void ask({ queue, at: 0, began: Date.now(), right: 0, mistakes }))
  return button
}

/** @param {Round} round */
async function ask(round) {
  const asked = round.queue[round.at]
  let form
  try {
    form = await formOf(asked.lesson, asked.id)
  } catch {
    return box.replaceChildren(element('p', { role: 'alert' }, say('failed')))
  }
  const place = element('p', { class: 'meta', tabindex: '-1' }, say('place', { at: round.at + 1, count: round.queue.length }), ' · ', asked.lesson.title)
  const next = element('p', { class: 'next', hidden: '' })
  box.replaceChildren(place, form, next)
  quiz.add(form, { recall: false, certainty: true })
  form.addEventListener('course:answered', (event) => answered(round, /** @type {CustomEvent} */ (event), next), { once: true })
  place.focus()
}

/** @param {Round} round @param {CustomEvent} event @param {HTMLElement} next */
function answered(round, event, next) {
  if (event.detail.score === 1) round.right += 1
  round.at += 1
  const last = round.at === round.queue.length
  const late = !last && Date.now() - round.began > MINUTES * 60000
  const over = last || late
  const forward = element('button', { type: 'button' }, say(over ? 'finish' : 'go-on'))
  forward.addEventListener('click', () => (over ? finish(round) : ask(round)))
  const stop = element('button', { type: 'button', class: 'quiet' }, say('stop'))
  stop.addEventListener('click', () => finish(round))
  next.replaceChildren(...(late ? [element('span', { class: 'late' }, say('late', { minutes: MINUTES }))] : []), forward, ...(over ? [] : [stop]))
  next.hidden = false
}

/** @param {Round} round */
async function finish(round) {
  await offer()
  const said = element('p', { class: 'totals', tabindex: '-1' }, say('done', { right: round.right, of: round.at }))
  box.prepend(said)
  said.focus()
}

/** @param {Map<string, import('../quiz/entry.js').Entry>} entries */
function calibrated(entries) {
  const rows = calibration(entries.values())
  const given = rows.reduce((sum, row) => sum + row.of, 0)
  const heading = element('h2', {}, say('calibration'))
  if (given < ENOUGH) return given ? [heading, element('p', {}, say('too-few', { given, enough: ENOUGH }))] : []
  const lines = CERTAINTIES.map((sure) => rows.find((row) => row.sure === sure)).filter((row) => row !== undefined)
  const head = element('thead', {}, element('tr', {}, ...['said', 'answers', 'were-right'].map((word) => element('th', { scope: 'col' }, say(word)))))
  const body = element('tbody', {}, ...lines.map(({ sure, right, of }) =>
    element('tr', {}, element('th', { scope: 'row' }, names[sure]), element('td', {}, String(of)), element('td', {}, of ? say('share', { right, percent: Math.round((100 * right) / of) }) : '–'))))
  return [heading, ...judged(rows), element('table', {}, head, body)]
}

/** @param {import('./calibration.js').Row[]} rows @returns {HTMLElement[]} */
function judged(rows) {
  const found = verdict(rows)
  const row = rows.find(({ sure }) => sure === (found === 'underconfident' ? 'guess' : 'sure'))
  return found && row ? [element('p', {}, say(found, { right: row.right, wrong: row.of - row.right, of: row.of }))] : []
}

offer().catch(() => box.replaceChildren(element('p', { role: 'alert' }, say('failed'))))
