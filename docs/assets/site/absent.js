/** On the home page, for a reader who has come here because a page is not on the device: which one that is, and which lessons are here. */

import { element, root, wordsOf } from '../study/course.js'
import { ask } from './ask.js'

const box = /** @type {HTMLElement | null} */ (document.querySelector('[data-absent]'))
const path = new URLSearchParams(location.search).get('page')
const target = new URL(path ?? '', root)
if (box && path && navigator.serviceWorker && target.href.startsWith(root.href)) void tell(box)

/** @param {HTMLElement} box */
async function tell(box) {
  const say = wordsOf(box)
  const { kept } = await ask('stock')
  const lessons = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll('.part li > a')])
  const page = lessons.find((link) => link.pathname === target.pathname)?.textContent ?? decodeURI(target.pathname)
  const here = lessons.filter((link) => kept.includes(link.href.slice(root.href.length))).map((link) => element('li', {}, element('a', { href: link.href }, link.textContent ?? '')))
  document.title = `${say('title')} - ${document.title}`
  box.replaceChildren(
    element('h2', { id: 'absent' }, say('title')),
    element('p', {}, say('text', { page })),
    element('p', {}, element('a', { href: target.href }, say('again'))),
    element('p', {}, say(here.length ? 'here' : 'none')),
    element('ul', {}, ...here),
  )
  box.hidden = false
}
