/**
 * Lets keys reach a table that is wider than its column. The theme puts each table into a box that scrolls; a box that no key reaches shuts
 * out whoever has no pointer. The box is named by the table's headings.
 */

/** @param {Document} page */
export function start(page) {
  const watch = new ResizeObserver((entries) => entries.forEach((entry) => open(entry.target)))
  for (const box of page.querySelectorAll('.md-typeset__scrollwrap')) watch.observe(box)
}

/** @param {Element} box */
function open(box) {
  const scrolls = box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX !== 'visible'
  const headings = [...box.querySelectorAll('tr:first-of-type th')].map((cell) => cell.textContent?.trim()).filter(Boolean)
  for (const [name, value] of [['tabindex', '0'], ['role', 'group'], ['aria-label', headings.join(', ')]]) {
    if (scrolls) box.setAttribute(name, value)
    else box.removeAttribute(name)
  }
}

window.addEventListener('load', () => start(document))
