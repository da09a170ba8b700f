/**
 * A test: drawn, answered at leisure, handed in once, and reported by lesson. What is kept is what holds: another tab may have answered or
 * handed in meanwhile.
 */

import { quiz } from '../quiz/quiz.js'
import { catalogue, element, locale, root, state, wordsOf } from './course.js'
import { byLesson, passed, total } from './draw.js'
import { formOf } from './fragments.js'
import { refresh } from './marks.js'
import { lessonsOf } from './progress.js'
import { answerOf, begin, current, handIn, keepAnswer, sittingsOf } from './sittings.js'

/**
 * @typedef {import('./sittings.js').Kept} Kept
 * @typedef {import('../quiz/grade.js').Answer} Answer
 * @typedef {{course: import('./progress.js').Catalogue, test: import('./progress.js').Test}} Paper
 * @typedef {{question: import('./draw.js').Drawn, form: HTMLFormElement | null}} Placed `form` is null where the question is gone or has changed
 */

const box = /** @type {HTMLElement} */ (document.querySelector('[data-tool=test]'))
const say = wordsOf(box)
const day = (/** @type {string} */ at) => new Date(at).toLocaleString(locale, { dateStyle: 'long', timeStyle: 'short' })

/** @param {Paper} paper what can be done: go on, begin, or look at an earlier report */
function offer(paper) {
  const sittings = sittingsOf(paper.test.id)
  const open = sittings.find(({ sitting }) => !sitting.handedIn)
  const closed = sittings.filter(({ sitting }) => sitting.handedIn).reverse()
  const first = open ? action('go-on', () => sit(paper, open)) : action(closed.length ? 'retake' : 'begin', () => sit(paper, begin(paper.course, paper.test)))
  const begun = open ? [element('p', {}, say('begun', { day: day(open.sitting.began) }))] : []
  const earlier = closed.map((kept) => element('li', {}, say('sat', { day: day(kept.sitting.handedIn ?? ''), ...total(kept.sitting) }), ' ', action('see', () => report(paper, kept), 'quiet')))
  box.replaceChildren(...begun, element('p', { class: 'choices' }, first), ...(earlier.length ? [element('h2', {}, say('earlier')), element('ul', { class: 'sat' }, ...earlier)] : []))
}

/** @param {string} word @param {() => unknown} act @param {string} [style] */
function action(word, act, style = '') {
  const button = element('button', { type: 'button', class: style }, say(word))
  button.addEventListener('click', () => void act())
  return button
}

/** @param {Paper} paper @param {Kept} kept @returns {Promise<Placed[]>} the questions of a sitting */
function place({ course }, kept) {
  const questions = kept.sitting.questions.map(async (question) => {
    const lesson = lessonsOf(course).find((lesson) => lesson.questions.some(({ id, rev }) => id === question.id && rev === question.rev))
    return { question, form: lesson ? await formOf(lesson, question.id) : null }
  })
  return Promise.all(questions)
}

/** @param {Paper} paper @param {Kept} kept */
async function sit(paper, kept) {
  const placed = await place(paper, kept).catch(failed)
  if (!placed) return
  const status = element('p', { role: 'status', class: 'said' })
  const hand = element('button', { type: 'button' }, say('hand-in'))
  hand.addEventListener('click', () => close(paper, kept, placed, status))
  box.replaceChildren(...unsaved(), ...numbered(placed, kept), status, element('p', { class: 'choices' }, hand))
  for (const { form } of placed) if (form) resume(form, kept, () => report(paper, current(kept)))
  document.addEventListener('visibilitychange', () => hand.isConnected && follow(paper, kept, placed))
  focus()
}

const unsaved = () => (state.hasRoom() ? [] : [element('p', { class: 'warning', role: 'alert' }, say('unsaved'))])

/** @param {Placed[]} placed @param {Kept} kept @returns {HTMLElement[]} */
function numbered(placed, { sitting: { scores = {} } }) {
  return placed.flatMap(({ form, question }, index) => {
    const place = element('p', { class: 'meta', ...(index === 0 && { tabindex: '-1' }) }, say('place', { at: index + 1, count: placed.length }))
    return [place, form ?? element('p', { class: 'gone' }, say(Object.hasOwn(scores, question.id) ? 'gone-later' : 'gone'))]
  })
}

/** Show what was answered before, and keep what is answered now. @param {HTMLFormElement} form @param {Kept} kept @param {() => void} closed */
function resume(form, kept, closed) {
  quiz.add(form, { held: true })
  refill(form, kept)
  const keep = () => {
    if (current(kept).sitting.handedIn) return closed()
    form.dataset.touched = ''
    keepAnswer(kept, idOf(form), quiz.draft(form).answer)
    warn(form)
  }
  form.addEventListener('input', keep)
}

/** @param {HTMLFormElement} form */
const idOf = (form) => String(form.dataset.question)

/** Say under a question that its answer is not saved, or no longer so. @param {HTMLFormElement} form */
function warn(form) {
  const verdict = /** @type {HTMLElement} */ (form.querySelector('.verdict'))
  if (state.saving === verdict.hasChildNodes()) verdict.replaceChildren(...(state.saving ? [] : [element('p', {}, say('unsaved'))]))
}

/** Show the answer that is kept, which may be another tab's. @param {HTMLFormElement} form @param {Kept} kept */
function refill(form, kept) {
  const answer = answerOf(kept, idOf(form))
  if (answer === null || JSON.stringify(answer) === JSON.stringify(given(form))) return
  quiz.restore(form, answer)
  form.dataset.touched = ''
}

/** What a reader has answered; an order is an answer only once it was moved, since it always stands in some order. @param {HTMLFormElement} form @returns {Answer | null} */
const given = (form) => ('touched' in form.dataset ? quiz.draft(form).answer : null)

/** Take over what another tab has done meanwhile. @param {Paper} paper @param {Kept} kept @param {Placed[]} placed @returns {boolean} whether the test is still open */
function follow(paper, kept, placed) {
  const open = !current(kept).sitting.handedIn
  if (open) for (const { form } of placed) form && refill(form, kept)
  else void report(paper, current(kept))
  return open
}

/** Hand in; where answers are missing, say so first. @param {Paper} paper @param {Kept} kept @param {Placed[]} placed @param {HTMLElement} status */
function close(paper, kept, placed, status) {
  if (!follow(paper, kept, placed)) return
  const forms = placed.flatMap(({ form }) => form ?? [])
  const missing = forms.filter((form) => given(form) === null || !quiz.draft(form).whole).length
  if (missing && status.dataset.missing !== String(missing)) {
    status.dataset.missing = String(missing)
    status.textContent = missing === 1 ? say('missing-one') : say('missing', { count: missing })
    return
  }
  void report(paper, submit(paper, kept, forms))
}

/** @param {Paper} paper @param {Kept} kept @param {HTMLFormElement[]} forms @returns {Kept} the sitting as handed in */
function submit({ course, test }, kept, forms) {
  const answers = forms.map((form) => /** @type {const} */ ([form, given(form)]))
  for (const [form, answer] of answers) keepAnswer(kept, idOf(form), answer)
  const closed = handIn(kept, Object.fromEntries(answers.map(([form, answer]) => [idOf(form), quiz.reveal(form, answer)])))
  if (test.use === 'test') feed(answers, closed)
  else state.set('known', known(course, closed))
  void refresh().catch(() => {})
  return closed
}

/** What was answered in a test counts towards the aims, and is reviewed. @param {(readonly [HTMLFormElement, Answer | null])[]} answers @param {Kept} kept */
function feed(answers, { sitting }) {
  for (const [form, answer] of answers) {
    if (answer !== null) state.record(idOf(form), Number(form.dataset.rev), { answer, right: sitting.scores?.[idOf(form)] === 1 })
  }
}

/** The lessons of which the reader knew all that was asked. @param {import('./progress.js').Catalogue} course @param {Kept} kept */
const known = (course, { sitting }) => byLesson(course, sitting).filter(({ count }) => count.right === count.of).map(({ lesson }) => lesson.id)

/** The result needs no connection, only the questions do. @param {Paper} paper @param {Kept} kept */
async function report(paper, kept) {
  const questions = element('div')
  const again = action('back', () => {
    offer(paper)
    box.querySelector('button')?.focus()
  }, 'quiet')
  box.replaceChildren(...unsaved(), ...result(paper, kept), element('p', { class: 'choices' }, again), element('h2', {}, say('questions')), questions)
  focus()
  const placed = await place(paper, kept).catch(() => null)
  if (!placed) return questions.replaceChildren(element('p', { role: 'alert' }, say('failed')))
  questions.replaceChildren(...numbered(placed, kept))
  for (const { form } of placed) if (form) reveal(form, answerOf(kept, idOf(form)))
}

/** @param {HTMLFormElement} form @param {Answer | null} answer */
function reveal(form, answer) {
  quiz.add(form, { held: true })
  quiz.reveal(form, answer)
  if (answer === null) form.querySelector('.verdict strong')?.replaceChildren(say('unanswered'))
}

/** @param {Paper} paper @param {Kept} kept */
function result({ course, test }, { sitting }) {
  const verdict = test.pass ? [element('p', { class: 'verdict-of-test' }, passed(course, test, sitting) ? say('passed') : say('failed-test', { pass: test.pass }))] : []
  const gone = sitting.questions.length - total(sitting).of
  const rows = byLesson(course, sitting).map((line) => row(line, test))
  const head = element('thead', {}, element('tr', {}, ...['lesson', 'right', test.use === 'practice' ? 'to-you' : 'read'].map((word) => element('th', { scope: 'col' }, say(word)))))
  return [
    element('p', { class: 'totals', tabindex: '-1' }, say('total', total(sitting))),
    ...verdict,
    ...(gone ? [element('p', {}, say('gone-since', { count: gone }))] : []),
    element('div', { class: 'scroll' }, element('table', {}, head, element('tbody', {}, ...rows))),
  ]
}

/** @param {ReturnType<typeof byLesson>[number]} line @param {import('./progress.js').Test} test */
function row({ lesson, count, missed }, { use }) {
  const last = use === 'practice' ? [say(count.right === count.of ? 'known' : 'new')] : reading(lesson, missed)
  return element('tr', {}, element('th', { scope: 'row' }, link(lesson.url, lesson.title)), element('td', {}, say('count', count)), element('td', {}, ...last))
}

/** Where to read what was missed. @param {import('./progress.js').Lesson} lesson @param {import('./progress.js').Question[]} missed */
function reading(lesson, missed) {
  const sections = [...new Set(missed.map((one) => one.section).filter(Boolean))]
  return sections.map((section, index) => element('span', {}, index ? ', ' : '', link(`${lesson.url}#${section}`, lesson.sections[section] || lesson.title)))
}

/** @param {string} address below the root @param {string} text */
const link = (address, text) => element('a', { href: new URL(address, root).href }, text)

const focus = () => /** @type {HTMLElement | null} */ (box.querySelector('[tabindex="-1"]'))?.focus()

/** @returns {void} */
const failed = () => box.replaceChildren(element('p', { role: 'alert' }, say('failed')))

/** @param {import('./progress.js').Catalogue} course */
function open(course) {
  const test = course.tests.find((one) => one.id === box.dataset.test)
  if (test) offer({ course, test })
}

catalogue().then(open).catch(failed)
