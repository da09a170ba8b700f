/** On the first page, leads a reader back to where they were. */

import { element, root, state, wordsOf } from './course.js'

const box = /** @type {HTMLElement | null} */ (document.querySelector('[data-continue]'))
const place = state.setting('place')

if (box && typeof place?.url === 'string' && typeof place.title === 'string') {
  const say = wordsOf(box)
  const target = new URL(place.section ? `${place.url}#${encodeURIComponent(place.section)}` : place.url, root)
  if (target.href.startsWith(root.href)) {
    const link = element('a', { class: 'button', href: target.href }, say('continue', { title: place.title }))
    const where = place.heading ? element('span', { class: 'meta' }, place.heading) : ''
    box.replaceChildren(link, ' ', where)
  }
}
