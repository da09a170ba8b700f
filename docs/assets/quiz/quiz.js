/**
 * Plays the questions of a page. The HTML is complete without this: it shows the buttons that need a script, keeps the key closed until an
 * answer is checked, puts the feedback of that very answer under the question, and remembers it.
 */

import { KINDS, all, limitMoves } from './kinds.js'
import { stateOf } from './state.js'
import { hash } from './shuffle.js'

const SIGNS = { right: '✓', wrong: '✗', missed: '○' }

/**
 * @typedef {{recall?: boolean, held?: boolean, certainty?: boolean}} How
 * `recall` shows an earlier answer, `held` leaves the checking to another module, `certainty` asks how sure the reader is.
 */

/** @param {Document} page */
function start(page) {
  const script = /** @type {HTMLElement} */ (page.querySelector('script[data-words]'))
  const words = JSON.parse(script.dataset.words ?? '{}')
  /** @type {import('./kinds.js').Say} */
  const say = (name, values = {}) => String(words[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ''))
  const state = stateOf(script.dataset.course ?? 'course')
  const seed = state.seed()
  /** @param {HTMLFormElement} form @param {How} [how] */
  const add = (form, how) => promote(form, state, seed, say, { recall: true, certainty: state.setting('certainty') === true, ...how })
  for (const form of questions(page)) add(form)
  page.addEventListener('submit', (event) => {
    const form = formOf(event)
    if (!form) return
    event.preventDefault()
    if ('held' in form.dataset) return
    if ('checked' in form.dataset) clear(form, say)
    else check(form, state, say)
  })
  page.addEventListener('input', (event) => {
    const form = formOf(event)
    if (form && 'checked' in form.dataset) unmark(form, say)
  })
  page.addEventListener('click', (event) => {
    const button = /** @type {Element} */ (event.target).closest('button')
    const form = formOf(event)
    if (!button || !form) return
    if (button.dataset.move) move(form, button, say)
    else if (button.closest('.doubt')) void copyDoubt(form, state, say)
  })
  /** @param {HTMLFormElement} form @param {import('./grade.js').Answer | null} answer @returns {number} the score, 0 without an answer */
  const reveal = (form, answer) => {
    kindOf(form).restore(form, answer)
    const whole = answer === null ? null : kindOf(form).read(form)
    const result = whole === null ? { score: 0, marks: {}, says: [] } : kindOf(form).grade(form, whole)
    show(form, result, say)
    for (const control of all(form, 'fieldset :is(input, select, button)')) control.setAttribute('disabled', '')
    return result.score
  }
  return { state, add, reveal, draft, restore: (/** @type {HTMLFormElement} */ form, /** @type {any} */ answer) => kindOf(form).restore(form, answer) }
}

/**
 * What a reader has put into a question so far, whole or not.
 * @param {HTMLFormElement} form @returns {{answer: import('./grade.js').Answer | null, whole: boolean}}
 */
function draft(form) {
  const whole = kindOf(form).read(form)
  if (whole !== null) return { answer: whole, whole: true }
  const given = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== '').map(([name, value]) => [name, String(value)]))
  return { answer: Object.keys(given).length ? (form.dataset.type === 'numeric' ? given.a : given) : null, whole: false }
}

/** @param {Document} page @returns {HTMLFormElement[]} */
const questions = (page) => /** @type {HTMLFormElement[]} */ (all(page, 'form.question'))

/** @param {Event} event */
const formOf = (event) => /** @type {HTMLFormElement | null} */ (/** @type {Element} */ (event.target).closest('form.question'))

/** @param {Element} form @param {string} selector */
const part = (form, selector) => /** @type {HTMLElement} */ (form.querySelector(selector))

/** @param {HTMLFormElement} form */
const kindOf = (form) => KINDS[String(form.dataset.type)]

/** @param {HTMLFormElement} form @param {import('./state.js').State} state @param {number} seed @param {import('./kinds.js').Say} say @param {How} how */
function promote(form, state, seed, say, { recall: recalls, held, certainty }) {
  const id = String(form.dataset.question)
  const kind = kindOf(form)
  kind.promote?.(form, say)
  kind.shuffle(form, hash(`${seed}/${id}`))
  part(form, '.key').hidden = true
  if (held) {
    form.dataset.held = ''
    part(form, '.hint')?.remove()
    return
  }
  part(form, '.do').hidden = false
  part(form, '.do button').removeAttribute('disabled')
  if (certainty) void import('./certainty.js').then(({ ask }) => ask(form, say))
  const entry = recalls ? state.entry(id) : null
  if (entry) recall(form, entry, say)
}

/**
 * Show an earlier answer again. The reader has not asked for it, so it is not announced.
 * @param {HTMLFormElement} form @param {import('./state.js').Entry} entry @param {import('./kinds.js').Say} say
 */
function recall(form, entry, say) {
  const kind = kindOf(form)
  part(form, '.verdict').setAttribute('aria-live', 'off')
  if (entry.rev !== Number(form.dataset.rev)) return tell(form, say('changed'))
  kind.restore(form, entry.last.answer)
  const answer = kind.read(form)
  if (answer !== null && same(answer, entry.last.answer)) show(form, kind.grade(form, answer), say)
  else clear(form, say)
}

/** @param {import('./grade.js').Answer} one @param {import('./grade.js').Answer} other */
const same = (one, other) => JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort())

/** @param {HTMLFormElement} form @param {import('./state.js').State} state @param {import('./kinds.js').Say} say */
function check(form, state, say) {
  const kind = kindOf(form)
  const answer = kind.read(form)
  unmark(form, say)
  if (answer === null) {
    const typed = kind.lacking === 'number-first' && /** @type {HTMLInputElement} */ (form.elements.namedItem('a')).value.trim()
    tell(form, say(typed ? 'not-a-number' : kind.lacking))
    return
  }
  const sure = new FormData(form).get('sure')
  if (sure === null && form.querySelector('.certainty')) return tell(form, say('sure-first'))
  const result = kind.grade(form, answer)
  const attempt = { answer, right: result.score === 1, ...(sure && { sure: /** @type {import('./entry.js').Certainty} */ (sure) }) }
  state.record(String(form.dataset.question), Number(form.dataset.rev), attempt)
  show(form, result, say)
  if (!state.saving) part(form, '.verdict').append(paragraph(say('unsaved')))
  form.dispatchEvent(new CustomEvent('course:answered', { bubbles: true, detail: { id: form.dataset.question, score: result.score } }))
}

/** @param {HTMLFormElement} form @param {import('./kinds.js').Result} result @param {import('./kinds.js').Say} say */
function show(form, result, say) {
  for (const row of all(form, 'fieldset [data-option]')) {
    const mark = result.marks[String(row.dataset.option)]
    if (mark) row.append(sign(mark, wordOf(form, mark, say)))
    if (mark) row.classList.add(mark)
  }
  const verdict = part(form, '.verdict')
  const tone = result.score === 1 ? 'right' : 'wrong'
  verdict.dataset.tone = tone
  verdict.replaceChildren(...feedback(form, result, tone, say))
  form.dataset.checked = tone
  const button = part(form, '.do button')
  button.dataset.check ??= button.textContent ?? ''
  button.textContent = say('again')
  part(form, '.key').hidden = false
  part(form, '.doubt').hidden = false
}

/**
 * @param {HTMLFormElement} form @param {import('./kinds.js').Result} result @param {'right' | 'wrong'} tone @param {import('./kinds.js').Say} say
 * @returns {HTMLElement[]}
 */
function feedback(form, result, tone, say) {
  const part = result.score > 0 && result.score < 1
  const first = paragraph('')
  const strong = document.createElement('strong')
  strong.textContent = wordOf(form, part ? 'partly' : tone, say)
  first.append(strong)
  if (part) first.append(` ${say('score', { share: Math.round(100 * result.score) })}.`)
  const lines = result.says.map((entry) => line(entry, result.says.length > 1))
  if (lines.length === 1) first.append(' ', ...lines[0].childNodes)
  const link = form.querySelector('.passage-link')?.cloneNode(true)
  return [first, ...(lines.length > 1 ? lines : []), ...(link ? [way(link)] : [])]
}

/** The feedback of one entry of the key, under its name where several stand together. @param {Element} entry @param {boolean} named */
function line(entry, named) {
  const own = entry.querySelector('.feedback')
  const copies = [...(own ?? entry).childNodes].map((node) => node.cloneNode(true))
  if (!own || !named) return paragraph('', ...copies)
  const name = document.createElement('em')
  name.textContent = `${entry.querySelector('strong')?.textContent}: `
  return paragraph('', name, ...copies)
}

/** @param {string} text @param {...Node} nodes */
function paragraph(text, ...nodes) {
  const element = document.createElement('p')
  element.append(text, ...nodes)
  return element
}

/** The way to what settles the key. @param {Node} link */
function way(link) {
  const element = paragraph('', link)
  element.className = 'way'
  return element
}

/** What is wrong has its own words in each type. @param {HTMLFormElement} form @param {string} mark @param {import('./kinds.js').Say} say */
const wordOf = (form, mark, say) => (mark === 'wrong' && form.dataset.wrong) || say(mark)

/** @param {'right' | 'wrong' | 'missed'} mark @param {string} words */
function sign(mark, words) {
  const element = document.createElement('span')
  element.className = 'sign'
  const shape = document.createElement('span')
  shape.setAttribute('aria-hidden', 'true')
  shape.textContent = SIGNS[mark]
  const word = document.createElement('span')
  word.className = 'unseen'
  word.textContent = ` ${words.replace(/\.$/, '')}`
  element.append(shape, word)
  return element
}

/** Say something that is no verdict. @param {HTMLFormElement} form @param {string} text */
function tell(form, text) {
  const verdict = part(form, '.verdict')
  delete verdict.dataset.tone
  verdict.replaceChildren(paragraph(text))
}

/** Take back what a check has shown. @param {HTMLFormElement} form @param {import('./kinds.js').Say} say */
function unmark(form, say) {
  const button = part(form, '.do button')
  button.textContent = button.dataset.check ?? button.textContent
  delete form.dataset.checked
  const verdict = part(form, '.verdict')
  delete verdict.dataset.tone
  verdict.removeAttribute('aria-live')
  verdict.replaceChildren()
  for (const element of all(form, '.sign')) element.remove()
  for (const row of all(form, 'fieldset [data-option]')) row.classList.remove('right', 'wrong', 'missed')
  const key = /** @type {HTMLDetailsElement} */ (part(form, '.key'))
  key.hidden = true
  key.open = false
  part(form, '.doubt').hidden = true
  part(form, '.doubt [role=status]').textContent = ''
}

/** Begin anew: an order stays as the reader left it, all else is emptied, how sure they were too. @param {HTMLFormElement} form @param {import('./kinds.js').Say} say */
function clear(form, say) {
  unmark(form, say)
  form.reset()
}

/** @param {HTMLFormElement} form @param {HTMLButtonElement} button @param {import('./kinds.js').Say} say */
function move(form, button, say) {
  if (button.getAttribute('aria-disabled') === 'true') return
  const row = /** @type {HTMLElement} */ (button.closest('li'))
  const list = /** @type {HTMLElement} */ (row.parentElement)
  const neighbour = button.dataset.move === 'up' ? row.previousElementSibling : row.nextElementSibling
  if (button.dataset.move === 'up') list.insertBefore(row, neighbour)
  else list.insertBefore(/** @type {Element} */ (neighbour), row)
  limitMoves(form)
  button.focus()
  form.dispatchEvent(new Event('input', { bubbles: true }))
  const text = part(row, '.text').textContent ?? ''
  part(form, '.moves').textContent = say('moved', { text, place: [...list.children].indexOf(row) + 1, count: list.children.length })
}

/** @param {HTMLFormElement} form @param {import('./state.js').State} state @param {import('./kinds.js').Say} say */
async function copyDoubt(form, state, say) {
  const id = String(form.dataset.question)
  const text = `${id} · rev ${form.dataset.rev} · ${JSON.stringify(state.entry(id)?.last.answer)}`
  const status = part(form, '.doubt [role=status]')
  try {
    await navigator.clipboard.writeText(text)
    status.textContent = say('doubt-copied')
  } catch {
    status.textContent = `${say('doubt-plain')} ${text}`
  }
}

export const quiz = start(document)
