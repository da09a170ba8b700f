/**
 * Marks each lesson in the navigation and in lists of lessons with how secure it is. The standings were counted where something was last
 * answered and are kept, so that a page shows them without fetching anything.
 */

import { catalogue, element, root, saying, state, wordsOf } from './course.js'
import { lessonProgress, lessonsOf } from './progress.js'

/** @typedef {import('./progress.js').Standing | 'begun' | 'known'} Mark `known` is what a look-ahead found */

const SIGNS = { known: '◇', begun: '○', 'not-yet': '○', nearly: '◐', secure: '●' }
const say = wordsOf(/** @type {HTMLElement} */ (document.querySelector('meta[name=course]')))

/** Show what is known of every lesson that this page links to. */
function paint() {
  const marks = state.get('set:marks', recordOf) ?? {}
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('.md-nav--primary a[href], .lessons a[href], .part li > a[href]'))) {
    const mark = link.hash ? undefined : marks[keyOf(link.href)]
    link.querySelector('.standing')?.remove()
    if (Object.hasOwn(SIGNS, mark)) link.append(signOf(mark))
  }
}

/** @param {any} value */
const recordOf = (value) => (typeof value === 'object' ? value : null)

/** @param {any} value */
const listOf = (value) => (Array.isArray(value) && value.every((id) => typeof id === 'string') ? value : null)

/** @param {string} address @returns {string} the id of the lesson that a link leads to */
const keyOf = (address) => address.split(/[?#]/)[0].slice(root.href.length).replace(/\/$/, '')

/** @param {Mark} mark */
function signOf(mark) {
  const shape = element('span', { 'aria-hidden': 'true' }, SIGNS[mark])
  return element('span', { class: 'standing', 'data-standing': mark }, shape, element('span', { class: 'unseen' }, ` (${say(mark)})`))
}

/** Count anew and remember. @returns {Promise<import('./progress.js').LessonProgress[]>} */
export async function refresh() {
  const all = lessonsOf(await catalogue())
  const entries = state.entries()
  const lessons = all.map((lesson) => lessonProgress(lesson, (id) => entries.get(id)))
  const begun = lessons.filter((one) => one.begun || one.standing !== 'not-yet')
  const known = (state.get('set:known', listOf) ?? []).map((id) => [id, 'known'])
  const own = begun.map((one) => [one.lesson.id, one.standing === 'not-yet' ? 'begun' : one.standing])
  state.set('marks', Object.fromEntries([...known, ...own]))
  paint()
  return lessons
}

/** @param {Event} event */
async function answered(event) {
  const form = /** @type {HTMLElement} */ (event.target)
  const progress = (await refresh()).find(({ lesson }) => lesson.id === form.dataset.lesson)
  if (!progress || progress.answered < progress.practice) return
  const { explain } = await import('./keepsake.js')
  explain(saying((await catalogue()).words), form)
}

paint()
// Counting waits until the feedback is shown, which it must not delay.
document.addEventListener('course:answered', (event) => setTimeout(() => void answered(event).catch(() => {})))
