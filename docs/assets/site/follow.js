/** Marks, in the list of a page's sections, the one that is being read. */

/** The reading line lies in the upper third of the window: a heading that has passed it begins the section being read. */
const LINE = 0.35

/** @returns {HTMLElement | undefined} the heading of the section that is being read */
export function reached() {
  const headings = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('article h2[id]')])
  return headings.findLast((heading) => heading.getBoundingClientRect().top < LINE * innerHeight)
}

function mark() {
  const id = reached()?.id
  for (const link of document.querySelectorAll('.md-nav--secondary a.md-nav__link')) {
    const current = id !== undefined && link.getAttribute('href') === `#${id}`
    link.classList.toggle('md-nav__link--active', current)
    if (current) link.setAttribute('aria-current', 'location')
    else link.removeAttribute('aria-current')
  }
}

let asked = false
addEventListener('scroll', () => {
  if (asked) return
  asked = true
  requestAnimationFrame(() => {
    asked = false
    mark()
  })
}, { passive: true })
mark()
