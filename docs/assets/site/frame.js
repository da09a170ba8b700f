/** Brings what the frame of a page offers only when its reader asks for it. */

import { localVoices, voiceFor } from './voices.js'

/** @param {string} selector */
const find = (selector) => /** @type {HTMLElement | null} */ (document.querySelector(selector))

const address = find('[data-address]')
if (address) address.textContent = location.href.split('#')[0]

const [panel, opener, tools] = [find('[data-reading]'), find('[data-listen]'), find('[data-listening]')]

panel?.addEventListener('beforetoggle', () => void import('./reading.js').then(({ start }) => start(panel)), { once: true })

if (opener && tools && 'speechSynthesis' in window) {
  const offer = () => (opener.hidden = !voiceFor(localVoices(), 'en'))
  offer()
  speechSynthesis.addEventListener?.('voiceschanged', offer)
  opener.addEventListener('click', () => void import('./listen.js').then(({ start }) => start(tools, opener)), { once: true })
}
