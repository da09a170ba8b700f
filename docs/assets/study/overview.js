/** The progress page: what is secure, what is weak, and where to read. */

import { catalogue, element, root, state, wordsOf } from './course.js'
import { refresh } from './marks.js'
import { lessonProgress } from './progress.js'
import { reviewQueue } from './queue.js'

/** @typedef {import('./progress.js').LessonProgress} LessonProgress */

const box = /** @type {HTMLElement} */ (document.querySelector('[data-tool=overview]'))
const say = wordsOf(box)
const standings = JSON.parse(box.dataset.words ?? '{}').standings

/** @param {import('./progress.js').Catalogue} course */
function show(course) {
  const entries = state.entries()
  const parts = course.parts.map((part) => ({ part, lessons: part.lessons.map((lesson) => lessonProgress(lesson, (id) => entries.get(id))) }))
  const lessons = parts.flatMap((one) => one.lessons)
  box.replaceChildren(...summary(course, lessons, entries), ...parts.map(({ part, lessons }) => partOf(part, lessons)))
}

/** @param {import('./progress.js').Catalogue} course @param {LessonProgress[]} lessons @param {Map<string, import('../quiz/entry.js').Entry>} entries */
function summary(course, lessons, entries) {
  const warning = state.hasRoom() ? [] : [element('p', { class: 'warning', role: 'alert' }, say('unsaved'))]
  const begun = lessons.filter((one) => one.begun)
  if (!begun.length) return [...warning, element('p', {}, say('none'), ' ', link(lessons[0]?.lesson.url ?? '', say('begin')))]
  const totals = say('totals', { ...count(lessons), begun: begun.length, lessons: lessons.length })
  return [...warning, element('p', { class: 'totals' }, totals), element('p', {}, due(reviewQueue(course, entries, new Date()).length), ' ', link('study/review/', say('review')))]
}

/** @param {number} count */
const due = (count) => (count === 1 ? say('due-one') : count ? say('due', { count }) : say('due-none'))

/** @param {LessonProgress[]} lessons */
function count(lessons) {
  const all = lessons.flatMap((one) => one.objectives.map((objective) => objective.standing))
  return { aims: all.length, secure: all.filter((one) => one === 'secure').length, nearly: all.filter((one) => one === 'nearly').length }
}

/** @param {import('./progress.js').Part} part @param {LessonProgress[]} lessons */
function partOf(part, lessons) {
  const heading = element('h2', {}, part.title, ' ', element('span', { class: 'meta' }, say('part', count(lessons))))
  return element('section', { 'data-part-id': part.id }, heading, ...lessons.map(lessonOf))
}

/** @param {LessonProgress} progress */
function lessonOf({ lesson, begun, standing, answered, practice, objectives }) {
  const practised = element('span', { class: 'meta' }, begun ? say('practised', { answered, practice }) : say('not-begun'))
  const title = element('h3', {}, link(lesson.url, lesson.title), ' ', practised)
  const known = begun || standing !== 'not-yet' ? [element('ul', { class: 'aims-kept' }, ...objectives.map((objective) => aimOf(lesson, objective)))] : []
  return element('div', { class: 'lesson' }, title, ...known)
}

/** @param {import('./progress.js').Lesson} lesson @param {import('./progress.js').ObjectiveProgress} objective */
function aimOf(lesson, { aim, standing, counted, answered, weak }) {
  const tag = element('span', { class: 'tag', 'data-standing': standing }, standings[standing])
  const number = answered ? [element('span', { class: 'meta' }, counted === 1 ? say('counted-one') : say('counted', { counted }))] : []
  const sections = [...new Set(weak.map((q) => q.section).filter(Boolean))]
  const reading = sections.map((section) => element('li', {}, link(`${lesson.url}#${section}`, lesson.sections[section] || lesson.title)))
  const missed = reading.length ? [element('ul', { class: 'to-read' }, element('li', {}, say('weak')), ...reading)] : []
  return element('li', {}, tag, ' ', aim, ' ', ...number, ...missed)
}

/** @param {string} address below the root @param {string} text */
const link = (address, text) => element('a', { href: new URL(address, root).href }, text)

refresh()
  .then(catalogue)
  .then(show)
  .catch(() => box.replaceChildren(element('p', { role: 'alert' }, say('failed'))))
