/**
 * Reads a lesson aloud, sentence by sentence, and marks the paragraph that is being read. Only voices of the device's own are used, so that
 * no text leaves it. A pause ends the sentence and begins it anew later, since a browser's own pause does not hold on every phone.
 */

import { state } from '../study/course.js'
import { blocksOf } from './spoken.js'
import { localVoices, voiceFor } from './voices.js'

/** @param {HTMLElement} tools the controls, hidden until now @param {HTMLElement} opener what shows them */
export async function start(tools, opener) {
  await style()
  const reading = new Reading(tools, opener)
  tools.addEventListener('click', (event) => {
    const button = /** @type {Element} */ (event.target).closest('button')
    if (button) reading[/** @type {'toggle' | 'skip' | 'stop'} */ (button.dataset.do)]()
  })
  reading.rate.addEventListener('change', () => reading.hurry())
  opener.addEventListener('click', () => reading.begin())
  addEventListener('pagehide', () => reading.hush())
  reading.begin()
}

class Reading {
  /** @param {HTMLElement} tools @param {HTMLElement} opener */
  constructor(tools, opener) {
    this.tools = tools
    this.opener = opener
    this.pause = /** @type {HTMLButtonElement} */ (tools.querySelector('[data-do=toggle]'))
    this.rate = /** @type {HTMLSelectElement} */ (tools.querySelector('select'))
    this.blocks = blocksOf(/** @type {HTMLElement} */ (document.querySelector('article')), tools.dataset)
    this.block = this.piece = 0
    /** Counts the beginnings, so that a sentence which was broken off does not go on with the next one. */
    this.run = 0
    this.speaks = false
    const kept = String(state.setting('rate'))
    if ([...this.rate.options].some((option) => option.value === kept)) this.rate.value = kept
  }

  begin() {
    this.tools.hidden = false
    this.pause.focus()
    void this.read()
  }

  /** Read on from where it is, to the end. @returns {Promise<void>} */
  async read() {
    this.hush()
    const run = this.run
    this.speaks = true
    this.pause.textContent = this.pause.dataset.pause ?? ''
    for (; this.block < this.blocks.length; this.to(this.block + 1)) {
      const { element, pieces } = this.blocks[this.block]
      mark(element)
      for (; this.piece < pieces.length; this.piece++) {
        await said(pieces[this.piece], Number(this.rate.value))
        if (run !== this.run) return
      }
    }
    this.stop()
  }

  /** Break off; the place is kept. */
  hush() {
    this.run++
    this.speaks = false
    speechSynthesis.cancel()
    this.pause.textContent = this.pause.dataset.resume ?? ''
  }

  toggle() {
    if (this.speaks) this.hush()
    else void this.read()
  }

  /** Go to the next section, if there is one. */
  skip() {
    const next = this.blocks.findIndex(({ element }, index) => index > this.block && element.matches('h2'))
    if (next < 0) return this.stop()
    this.to(next)
    void this.read()
  }

  stop() {
    this.hush()
    this.to(0)
    mark(null)
    if (this.tools.contains(document.activeElement)) this.opener.focus()
    this.tools.hidden = true
  }

  /** Take the speed that was chosen. */
  hurry() {
    state.set('rate', Number(this.rate.value))
    if (this.speaks) void this.read()
  }

  /** @param {number} block */
  to(block) {
    this.block = block
    this.piece = 0
  }
}

/** Fetch the look of the controls. @returns {Promise<void>} */
const style = () =>
  new Promise((done) => {
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: new URL('../css/listen.css', import.meta.url).href })
    link.onload = link.onerror = () => done()
    document.head.append(link)
  })

/** Say one piece; settled when it is said or broken off. @param {import('./spoken.js').Piece} piece @param {number} rate @returns {Promise<void>} */
function said(piece, rate) {
  return new Promise((done) => {
    const voice = voiceFor(localVoices(), piece.lang)
    if (!voice) return done()
    const utterance = Object.assign(new SpeechSynthesisUtterance(piece.text), { voice, lang: voice.lang, rate })
    utterance.onend = utterance.onerror = () => done()
    speechSynthesis.speak(utterance)
  })
}

/** Mark the element that is being read, and bring it into sight. @param {Element | null} element */
function mark(element) {
  document.querySelector('[data-spoken]')?.removeAttribute('data-spoken')
  if (!element) return
  element.setAttribute('data-spoken', '')
  const { top, bottom } = element.getBoundingClientRect()
  if (top < 0 || bottom > 0.8 * innerHeight) element.scrollIntoView({ block: 'center' })
}
