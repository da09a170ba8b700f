/**
 * Opens the search, and loads what it needs when its field first has focus: neither the index nor the library is asked for before. The link
 * leads to a page of its own without this; on that page, and where an address is lost, the search stands in the text.
 */

/** @param {Document} page */
export function start(page) {
  const box = /** @type {HTMLElement | null} */ (page.querySelector('[data-search]'))
  const field = box?.querySelector('input')
  if (!box || !field) return
  const dialog = box.closest('dialog')
  box.hidden = false
  wakeOnFocus(box, field, !dialog && new URLSearchParams(page.location.search).has('q'))

  const open = () => {
    if (!dialog?.open) dialog?.showModal()
    page.documentElement.toggleAttribute('data-searching', dialog !== null)
    field.focus()
    field.select()
  }
  page.addEventListener('click', (event) => {
    const opener = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('[data-search-open]'))
    if (!opener || elsewhere(event)) return
    event.preventDefault()
    opener.focus()
    open()
  })
  page.addEventListener('keydown', (event) => {
    if (event.key !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
    event.preventDefault()
    open()
  })
  dialog?.addEventListener('close', () => page.documentElement.removeAttribute('data-searching'))
  dialog?.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target)
    if (target === dialog || target.closest('[data-close]') || (target.closest('a') && !elsewhere(event))) dialog.close()
  })
}

/** @param {HTMLElement} box @param {HTMLElement} field @param {boolean} now */
function wakeOnFocus(box, field, now) {
  /** @type {Promise<void> | undefined} */
  let awake
  const sleep = () => {
    awake = undefined
    const status = box.querySelector('[role=status]')
    if (status) status.textContent = box.dataset.failed ?? ''
  }
  const wake = () => {
    awake ??= import('../search/box.js').then(({ start }) => start(box)).catch(sleep)
  }
  for (const event of ['focus', 'input']) field.addEventListener(event, wake)
  if (now) wake()
}

/** Whether a click asks for another tab or window. @param {MouseEvent} event */
const elsewhere = (event) => event.ctrlKey || event.metaKey || event.shiftKey

start(document)
