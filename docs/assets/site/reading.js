/**
 * The reader's settings. What holds stands in data attributes of the root element, whose meaning css/reading.css knows; an inline script puts
 * them there before the page is painted. This module is fetched when the panel is first opened.
 */

import { state } from '../study/course.js'

const root = document.documentElement

/** @param {HTMLElement} panel */
export function start(panel) {
  const radios = /** @type {HTMLInputElement[]} */ ([...panel.querySelectorAll('input[type=radio]')])
  const certainty = /** @type {HTMLInputElement} */ (panel.querySelector('[data-certainty]'))
  const status = /** @type {HTMLElement} */ (panel.querySelector('[role=status]'))
  const show = () => {
    for (const radio of radios) radio.checked = radio.value === valueOf(radio.name)
    certainty.checked = state.setting('certainty') === true
    status.textContent = ''
  }
  const keep = (/** @type {string} */ words) => {
    state.set('reading', Object.fromEntries(names(radios).map((name) => [name, valueOf(name)]).filter(([, value]) => value)))
    state.set('certainty', certainty.checked)
    status.textContent = state.saving ? words : (status.dataset.unsaved ?? '')
  }
  panel.addEventListener('beforetoggle', show)
  panel.addEventListener('change', (event) => {
    const input = /** @type {HTMLInputElement} */ (event.target)
    if (input !== certainty) apply(input.name, input.value)
    keep('')
  })
  panel.querySelector('[data-reset]')?.addEventListener('click', () => {
    for (const name of names(radios)) apply(name, '')
    certainty.checked = false
    keep(status.dataset.was ?? '')
    for (const radio of radios) radio.checked = !radio.value
  })
  takeEarly(radios, certainty, () => keep(''))
  show()
}

/** Take what was chosen while this module was on its way. @param {HTMLInputElement[]} radios @param {HTMLInputElement} certainty @param {() => void} keep */
function takeEarly(radios, certainty, keep) {
  const chosen = radios.filter((radio) => radio.checked && !radio.defaultChecked)
  for (const radio of chosen) apply(radio.name, radio.value)
  if (!chosen.length && !certainty.checked) return
  certainty.checked ||= state.setting('certainty') === true
  keep()
}

/** @param {HTMLInputElement[]} radios */
const names = (radios) => [...new Set(radios.map((radio) => radio.name))]

/** @param {string} name @returns {string} the value that holds, empty for what the course gives by itself */
const valueOf = (name) => root.getAttribute(`data-${name}`) ?? ''

/** @param {string} name @param {string} value */
function apply(name, value) {
  if (value) root.setAttribute(`data-${name}`, value)
  else root.removeAttribute(`data-${name}`)
}
