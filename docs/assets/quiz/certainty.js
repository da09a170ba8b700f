/** Asks, before an answer is checked, how sure the reader is. Loaded where it is asked. */

import { CERTAINTIES } from './entry.js'

/** @param {HTMLFormElement} form @param {import('./kinds.js').Say} say */
export function ask(form, say) {
  const group = document.createElement('fieldset')
  group.className = 'certainty'
  const legend = document.createElement('legend')
  legend.textContent = say('how-sure')
  group.append(legend, ...CERTAINTIES.map((value) => choice(value, say(value))))
  form.querySelector('fieldset')?.after(group)
}

/** @param {string} value @param {string} words */
function choice(value, words) {
  const label = document.createElement('label')
  const input = Object.assign(document.createElement('input'), { type: 'radio', name: 'sure', value })
  label.append(input, ` ${words}`)
  return label
}
