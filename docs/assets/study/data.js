/** The page on what is kept: copies, and beginning anew. */

import { catalogue, element, locale, state, wordsOf } from './course.js'
import { MOST_BYTES, collected, joined, read, unwrite, write } from './copy.js'
import { canShare, download, share } from './file.js'
import { everything, giveBack, ofLesson, takeAway, taken } from './forget.js'
import { refresh } from './marks.js'
import { lessonsOf } from './progress.js'

const box = /** @type {HTMLElement} */ (document.querySelector('[data-tool=data]'))
const say = wordsOf(box)
const course = state.prefix.slice(0, -1)
/** What is said stands where it was asked for. */
const [copied, forgotten] = [0, 1].map(() => element('p', { role: 'status', class: 'said', tabindex: '-1' }))

/** What the reader was asked about last: pressing the same button once more means it. */
let asked = ''

/** @param {import('./progress.js').Lesson[]} lessons */
function show(lessons) {
  box.replaceChildren(...kept(), element('h2', {}, say('copies')), element('p', {}, say('why')), ...copies(lessons), copied, element('h2', {}, say('reset')), element('p', {}, say('reset-why')), ...resets(lessons), forgotten)
}

function kept() {
  const [answers, sittings, aside] = ['q:', 't:', 'aside:'].map((start) => state.names(start).length)
  const size = Math.ceil(state.names('').reduce((sum, name) => sum + name.length + (state.text(name)?.length ?? 0), 0) / 1024)
  const said = answers + sittings ? say('kept', { answers, sittings, size }) : say('none')
  const warning = state.hasRoom() ? [] : [element('p', { class: 'warning', role: 'alert' }, say('unsaved'))]
  return [...warning, element('p', { class: 'totals' }, said), ...(aside ? [element('p', {}, say('aside', { count: aside }))] : [])]
}

/** @param {import('./progress.js').Lesson[]} lessons */
function copies(lessons) {
  const file = element('input', { type: 'file', accept: '.json,application/json', id: 'copy', class: 'unseen' })
  file.addEventListener('change', () => void take(file, lessons))
  const choose = element('label', { for: 'copy', class: 'button quiet' }, say('take'))
  const shared = canShare() ? [button('share', async () => (await share(course)) && tell(copied, say('saved')))] : []
  const saved = button('save', () => {
    download(course)
    tell(copied, say('saved'))
  }, shared.length ? 'quiet' : '')
  return [element('p', { class: 'choices' }, ...shared, saved, file, choose)]
}

/** @param {HTMLInputElement} input @param {import('./progress.js').Lesson[]} lessons */
async function take(input, lessons) {
  const file = input.files?.[0]
  if (!file) return
  input.value = ''
  if (file.size > MOST_BYTES) return tell(copied, say('too-large', { size: Math.round(file.size / 1e6) }))
  const found = read(course, await file.text().catch(() => ''))
  if ('fault' in found) return tell(copied, say(found.fault, found.values))
  const { changes, ...counts } = joined(collected(state), found.kept)
  if (!changes.size) return tell(copied, say('all-here'))
  const before = write(state, changes)
  if (!before) return tell(copied, say('no-room'))
  const undo = button('take-back', () => {
    unwrite(state, changes, before)
    return changed(copied, lessons, say('taken-back'))
  }, 'quiet')
  await changed(copied, lessons, say('taken', counts), undo)
}

/** @param {import('./progress.js').Lesson[]} lessons */
function resets(lessons) {
  const select = element('select', { id: 'reset-lesson' }, element('option', { value: '' }, say('reset-choose')), ...lessons.map((lesson) => element('option', { value: lesson.id }, lesson.title)))
  const one = sure('reset-do', () => {
    const lesson = lessons.find((lesson) => lesson.id === select.value)
    return lesson ? ofLesson(state, lesson) : null
  }, lessons)
  const label = element('label', { for: 'reset-lesson' }, say('reset-lesson'))
  const single = lessons.length ? [element('p', {}, label), element('p', { class: 'choices' }, select, one)] : [element('p', {}, say('failed'))]
  const last = taken(state)
  const undo = last ? [element('p', { class: 'choices' }, button('undo', () => {
    giveBack(state)
    return changed(forgotten, lessons, say('taken-back'))
  }, 'quiet', { day: new Date(last.at).toLocaleString(locale, { dateStyle: 'long', timeStyle: 'short' }) }))] : []
  return [...single, element('p', { class: 'choices' }, sure('reset-all', () => everything(state), lessons)), ...undo]
}

/** A button that asks to be pressed once more. @param {string} word @param {() => string[] | null} names null where no lesson is chosen @param {import('./progress.js').Lesson[]} lessons */
function sure(word, names, lessons) {
  return button(word, () => {
    const going = names()
    if (!going?.length) return tell(forgotten, say(going ? 'reset-none' : 'reset-which'))
    if (asked === going.join()) return forget(going, lessons)
    tell(forgotten, say('reset-sure', { count: going.length }))
    asked = going.join()
  }, 'quiet')
}

/** @param {string[]} names @param {import('./progress.js').Lesson[]} lessons */
function forget(names, lessons) {
  const count = takeAway(state, names, new Date())
  return changed(forgotten, lessons, say(state.saving ? 'reset-done' : 'reset-unsaved', { count }))
}

/** @param {string} word @param {() => unknown} act @param {string} [style] @param {Record<string, string>} [values] */
function button(word, act, style = '', values = {}) {
  const made = element('button', { type: 'button', class: style }, say(word, values))
  made.addEventListener('click', () => void act())
  return made
}

/**
 * Show the page anew after something was written, and lead to what was done, since the button that did it is gone.
 * @param {HTMLElement} status @param {import('./progress.js').Lesson[]} lessons @param {string} said @param {Node | null} [more]
 */
async function changed(status, lessons, said, more = null) {
  await refresh().catch(() => {})
  show(lessons)
  tell(status, said, more)
  status.focus()
}

/** @param {HTMLElement} status @param {string} said @param {Node | null} [more] */
function tell(status, said, more = null) {
  asked = ''
  for (const earlier of [copied, forgotten]) earlier.replaceChildren()
  status.replaceChildren(said, ...(more ? [' ', more] : []))
}

catalogue().then((found) => show(lessonsOf(found)), () => show([]))
