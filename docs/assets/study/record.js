/** A record of study to print, made from the reader's own data. */

import { catalogue, element, locale, state, wordsOf } from './course.js'
import { passed, total } from './draw.js'
import { lessonProgress } from './progress.js'
import { sittingsOf } from './sittings.js'

/** @typedef {import('./progress.js').Catalogue} Catalogue */

const box = /** @type {HTMLElement} */ (document.querySelector('[data-tool=record]'))
const say = wordsOf(box)
const day = (/** @type {string | number} */ at) => new Date(at).toLocaleDateString(locale, { dateStyle: 'long' })

/** @param {Catalogue} course */
function show(course) {
  const entries = state.entries()
  const print = element('button', { type: 'button' }, say('print'))
  print.addEventListener('click', () => window.print())
  box.replaceChildren(nameField(), element('p', {}, dated([...entries.values()])), lessons(course, entries), tests(course), element('p', { class: 'choices' }, print))
}

function nameField() {
  const input = element('input', { type: 'text', id: 'record-name', autocomplete: 'name', maxlength: '80', value: state.get('set:name', textOf) ?? '' })
  input.addEventListener('change', () => state.set('name', input.value.trim()))
  return element('p', { class: 'name' }, element('label', { for: 'record-name' }, say('name')), ' ', input)
}

/** @param {any} value */
const textOf = (value) => (typeof value === 'string' ? value : null)

/** @param {import('../quiz/entry.js').Entry[]} entries the first and last day of work, as words */
function dated(entries) {
  const days = entries.flatMap((entry) => [entry.first.at, entry.last.at]).sort()
  if (!days.length) return say('dated-none', { day: day(Date.now()) })
  return say('dated', { day: day(Date.now()), from: day(days[0]), to: day(days[days.length - 1]), count: entries.length })
}

/** @param {Catalogue} course @param {Map<string, import('../quiz/entry.js').Entry>} entries */
function lessons(course, entries) {
  const groups = course.parts.map((part) => [
    element('tr', {}, element('th', { scope: 'rowgroup', colspan: '3' }, part.title)),
    ...part.lessons.map((lesson) => lessonRow(lessonProgress(lesson, (id) => entries.get(id)))),
  ])
  return table(say('lessons'), ['lesson', 'practised', 'aims'], groups)
}

/** @param {import('./progress.js').LessonProgress} progress */
function lessonRow({ lesson, answered, practice, objectives }) {
  const secure = objectives.filter((one) => one.standing === 'secure').length
  return row(lesson.title, say('of', { count: answered, of: practice }), say('of', { count: secure, of: objectives.length }))
}

/** @param {Catalogue} course */
function tests(course) {
  const rows = course.tests.filter((test) => test.use === 'test').flatMap((test) =>
    sittingsOf(test.id).filter(({ sitting }) => sitting.handedIn).map(({ sitting }) => {
      const { right, of } = total(sitting)
      const verdict = test.pass ? ` (${say(passed(course, test, sitting) ? 'passed' : 'not-passed')})` : ''
      return row(test.title, day(sitting.handedIn ?? ''), say('of', { count: right, of }) + verdict)
    }))
  return rows.length ? table(say('tests'), ['test', 'handed-in', 'right'], [rows]) : element('p', {}, say('no-tests'))
}

/** @param {string} title @param {...string} cells */
const row = (title, ...cells) => element('tr', {}, element('th', { scope: 'row' }, title), ...cells.map((cell) => element('td', {}, cell)))

/** @param {string} caption @param {string[]} heads @param {HTMLElement[][]} groups of rows */
function table(caption, heads, groups) {
  const head = element('thead', {}, element('tr', {}, ...heads.map((word) => element('th', { scope: 'col' }, say(word)))))
  return element('table', {}, element('caption', {}, caption), head, ...groups.map((rows) => element('tbody', {}, ...rows)))
}

catalogue().then(show, () => box.replaceChildren(element('p', { role: 'alert' }, say('failed'))))
