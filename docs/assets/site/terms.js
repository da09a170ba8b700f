/**
 * Opens the definition of a glossary term where it stands: by pointer, tap and key. Without this the term is a plain link to the glossary.
 */

/** @param {Document} page */
export function start(page) {
  const links = /** @type {HTMLAnchorElement[]} */ ([...page.querySelectorAll('a.term')])
  if (!links.length || !('popover' in HTMLElement.prototype)) return
  const note = newNote(page)
  /** @type {HTMLAnchorElement | null} */
  let owner = null
  /** @type {number | undefined} */
  let timer

  const open = (/** @type {HTMLAnchorElement} */ link) => {
    window.clearTimeout(timer)
    if (owner === link && note.matches(':popover-open')) return
    owner = link
    fill(note, link)
    note.showPopover()
    place(note, link)
  }
  const closeSoon = () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => note.hidePopover(), 250)
  }

  for (const link of links) {
    link.setAttribute('aria-haspopup', 'dialog')
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      open(link)
      note.focus()
    })
    link.addEventListener('pointerenter', (event) => {
      if (event.pointerType !== 'mouse') return
      window.clearTimeout(timer)
      timer = window.setTimeout(() => open(link), 250)
    })
    link.addEventListener('pointerleave', (event) => event.pointerType === 'mouse' && closeSoon())
  }
  note.addEventListener('pointerenter', () => window.clearTimeout(timer))
  note.addEventListener('pointerleave', (event) => event.pointerType === 'mouse' && !note.contains(page.activeElement) && closeSoon())
  note.addEventListener('toggle', (event) => {
    const closed = /** @type {ToggleEvent} */ (event).newState === 'closed'
    if (closed && owner && (note.contains(page.activeElement) || page.activeElement === page.body)) owner.focus({ preventScroll: true })
  })
}

/** @param {Document} page */
function newNote(page) {
  const note = page.createElement('div')
  note.className = 'term-note'
  note.id = 'term-note'
  note.popover = 'auto'
  note.tabIndex = -1
  note.setAttribute('role', 'dialog')
  page.body.append(note)
  return note
}

/** @param {HTMLElement} note @param {HTMLAnchorElement} link */
function fill(note, link) {
  const definition = document.createElement('p')
  definition.textContent = link.dataset.definition ?? ''
  const more = document.createElement('a')
  more.href = link.href
  more.textContent = 'Glossary'
  note.setAttribute('aria-label', link.textContent ?? '')
  note.replaceChildren(definition, more)
}

/** Below the term, or above it where there is no room. @param {HTMLElement} note @param {HTMLElement} link */
function place(note, link) {
  const lines = link.getClientRects()
  const [at, last] = [lines[0], lines[lines.length - 1]]
  const room = document.documentElement.clientWidth - note.offsetWidth - 16
  const below = last.bottom + note.offsetHeight + 12 < window.innerHeight
  note.style.left = `${window.scrollX + Math.max(16, Math.min(at.left, room))}px`
  note.style.top = `${window.scrollY + (below ? last.bottom + 6 : at.top - note.offsetHeight - 6)}px`
}

start(document)
