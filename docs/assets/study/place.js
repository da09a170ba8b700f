/** Remembers the section of a lesson that a reader has reached, so that the first page can lead back to it. */

import { root, state } from './course.js'

/** The reading line lies in the upper third of the window: a heading that has passed it begins the section being read. */
const LINE = 0.35

/** @returns {HTMLElement | undefined} the heading of the section that is being read */
function reached() {
  const headings = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('article h2[id]')])
  return headings.findLast((heading) => heading.getBoundingClientRect().top < LINE * innerHeight)
}

function remember() {
  const heading = reached()
  const title = document.querySelector('article h1')?.textContent?.trim() ?? document.title
  state.set('place', { url: location.href.split(/[?#]/)[0].slice(root.href.length), title, section: heading?.id ?? '', heading: heading?.textContent?.trim() ?? '' })
}

remember()
addEventListener('scrollend', remember)
document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && remember())
