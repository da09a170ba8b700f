/**
 * Lets keys reach what is wider than its column: tables, code, a notebook's output. Each stands in a box that scrolls; a box that no key
 * reaches shuts out whoever has no pointer.
 */

const BOXES = '.md-typeset__scrollwrap, .rubric, .output, pre > code'

/** @param {Document} page */
export function start(page) {
  const watch = new ResizeObserver((entries) => entries.forEach((entry) => open(entry.target)))
  for (const box of page.querySelectorAll(BOXES)) watch.observe(box)
}

/** @param {Element} box what scrolls is named by itself, or else by the headings of its table */
function open(box) {
  const scrolls = box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX !== 'visible'
  const headings = [...box.querySelectorAll('tr:first-of-type th')].map((cell) => cell.textContent?.trim()).filter(Boolean)
  const named = headings.length && !box.hasAttribute('aria-label') ? [['role', 'group'], ['aria-label', headings.join(', ')]] : []
  if (!scrolls) return box.removeAttribute('tabindex')
  for (const [name, value] of [['tabindex', '0'], ...named]) box.setAttribute(name, value)
}

window.addEventListener('load', () => start(document))
