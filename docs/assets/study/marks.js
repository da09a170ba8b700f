/**
 * Marks each lesson in the navigation and in lists of lessons with how secure it is. The standings were counted where something was last
 * answered and are kept, so that a page shows them without fetching anything.
 */

import { catalogue, element, root, state, wordsOf } from './course.js'
import { lessonProgress, lessonsOf } from './progress.js'

/** @typedef {import('./progress.js').Standing | 'begun'} Mark */

const SIGNS = { begun: '○', 'not-yet': '○', nearly: '◐', secure: '●' }
const say = wordsOf(/** @type {HTMLElement} */ (document.querySelector('meta[name=course]')))

/** Show what is known of every lesson that this page links to. */
function paint() {
  const marks = state.setting('marks') ?? {}
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('.md-nav--primary a[href], .lessons a[href], .part li > a[href]'))) {
    const mark = marks[keyOf(link.href)]
    link.querySelector('.standing')?.remove()
    if (mark in SIGNS) link.append(signOf(mark))
  }
}

/** @param {string} address @returns {string} the id of the lesson that a link leads to */
const keyOf = (address) => address.split(/[?#]/)[0].slice(root.href.length).replace(/\/$/, '')

/** @param {Mark} mark */
function signOf(mark) {
  const shape = element('span', { 'aria-hidden': 'true' }, SIGNS[mark])
  return element('span', { class: 'standing', 'data-standing': mark }, shape, element('span', { class: 'unseen' }, ` (${say(mark)})`))
}

/** Count anew and remember. @returns {Promise<void>} */
export async function refresh() {
  const lessons = lessonsOf(await catalogue()).map((lesson) => lessonProgress(lesson, (id) => state.entry(id)))
  const begun = lessons.filter((one) => one.begun || one.standing !== 'not-yet')
  state.set('marks', Object.fromEntries(begun.map((one) => [one.lesson.id, one.standing === 'not-yet' ? 'begun' : one.standing])))
  paint()
}

paint()
document.addEventListener('course:answered', () => void refresh().catch(() => {}))
