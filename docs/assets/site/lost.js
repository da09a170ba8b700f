/** Says which page a reader may have meant whose address leads nowhere, by the address that is most like it. */

import { nearest } from './nearest.js'

/** @param {Document} page */
export function start(page) {
  const links = /** @type {HTMLAnchorElement[]} */ ([...page.querySelectorAll('[data-places] a')])
  const meant = nearest(page.location.pathname, links.map((link) => link.pathname))
  const hint = /** @type {HTMLElement | null} */ (page.querySelector('[data-meant]'))
  const target = hint?.querySelector('a')
  if (!hint || !target || meant < 0) return
  target.href = links[meant].href
  target.textContent = links[meant].textContent
  hint.hidden = false
}

start(document)
