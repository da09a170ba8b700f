/** Remembers the section of a lesson that a reader has reached, so that the first page can lead back to it. */

import { reached } from '../site/follow.js'
import { root, state } from './course.js'

function remember() {
  const heading = reached()
  const title = document.querySelector('article h1')?.textContent?.trim() ?? document.title
  state.set('place', { url: location.href.split(/[?#]/)[0].slice(root.href.length), title, section: heading?.id ?? '', heading: heading?.textContent?.trim() ?? '' })
}

remember()
addEventListener('scrollend', remember)
document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && remember())
