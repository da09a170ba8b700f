/**
 * Explains once, after the first finished lesson, how to keep what was done where the browser deletes what pages keep: Safari, after seven
 * days without a visit. A page on the home screen is exempt.
 */

import { element, state } from './course.js'
import { download } from './file.js'

/** Every browser on an iPhone is Safari underneath; on a Mac only Safari says so without naming another. */
const deletes = /iP(hone|ad|od)/.test(navigator.userAgent) || (/Safari\//.test(navigator.userAgent) && !/Chrom|Android|Firefox/.test(navigator.userAgent))
const installed = matchMedia('(display-mode: standalone)').matches

/** @param {import('../quiz/kinds.js').Say} say @param {Element} after the question that finished the lesson */
export function explain(say, after) {
  if (!deletes || installed || state.setting('explained')) return
  state.set('explained', true)
  const save = element('button', { type: 'button' }, say('copy'))
  save.addEventListener('click', () => download(state.prefix.slice(0, -1)))
  const close = element('button', { type: 'button', class: 'quiet' }, say('close'))
  const note = element('aside', { class: 'tool keepsake', 'aria-labelledby': 'keepsake' },
    element('p', { class: 'totals', id: 'keepsake' }, say('done')), element('p', {}, say('why')), element('p', {}, say('home')), element('p', { class: 'choices' }, save, close))
  close.addEventListener('click', () => note.remove())
  document.head.append(element('link', { rel: 'stylesheet', href: new URL('../css/study.css', import.meta.url).href }))
  after.after(note)
}
